using System.Text.RegularExpressions;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>
/// Runs a script. An instant query runs as it is; then pinned to its time and evaluated at five other times; and each of these again as a range query around it, of which the
/// middle step must be the same. A failing eval does not end the script.
/// </summary>
internal sealed partial class ScriptRunner(PromQLEngine engine, IScriptStorage storage)
{
    private const long Lookback = 300_000;
    private const long Minute = 60_000;

    /// <summary>The engine's settings for the scripts: every gate open, 10,000 samples at most, subqueries every minute.</summary>
    public static PromQLEngineOptions Options { get; } = new() { Features = PromQLFeatures.All & ~PromQLFeatures.TypeAndUnitLabels, MaxSamples = 10_000, DefaultSubqueryStep = Minute };

    /// <summary>How many evals the last script had.</summary>
    public int Evaluated { get; private set; }

    /// <summary>Runs a script and returns what went wrong, an item per failed eval.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(IReadOnlyList<ScriptCommand> script, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (ScriptCommand command in script)
        {
            string? fault = command switch
            {
                ClearCommand => await ClearAsync(),
                LoadCommand load => await storage.LoadAsync(load.Series, cancellationToken),
                EvalCommand eval => await EvaluateAsync(eval, cancellationToken),
                _ => $"unknown command {command}",
            };
            if (fault is not null)
            {
                faults.Add($"line {command.Line}: {fault}");
            }
        }

        return faults;
    }

    private async Task<string?> ClearAsync()
    {
        await storage.ClearAsync();
        return null;
    }

    private async Task<string?> EvaluateAsync(EvalCommand eval, CancellationToken cancellationToken)
    {
        Evaluated++;
        if (eval.IsRange)
        {
            return await RangeFaultAsync(eval, cancellationToken);
        }

        foreach ((string query, long time) in Variants(eval))
        {
            if (await InstantFaultAsync(eval, query, time, cancellationToken) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private IEnumerable<(string Query, long Time)> Variants(EvalCommand eval)
    {
        yield return (eval.Query, eval.EvaluationTime);
        long time = eval.EvaluationTime;
        if (TryParse(eval.Query) is { } parsed && PinnedQuery.Of(parsed, time) is { } pinned)
        {
            foreach (long other in time == 0 ? [-1000L, 0, 1000] : (long[])[-10 * time, 0, time / 5, time, 10 * time])
            {
                yield return (pinned, other);
            }
        }
    }

    private Expr? TryParse(string query)
    {
        try
        {
            return PromQLParser.Parse(query, engine.Options.Features);
        }
        catch (PromQLSyntaxException)
        {
            return null;
        }
    }

    private async Task<string?> RangeFaultAsync(EvalCommand eval, CancellationToken cancellationToken)
    {
        (QueryResult? result, string? error, string? crash) = await ExecuteAsync(new QueryRequest(eval.Query, eval.Start, eval.End, eval.Step), cancellationToken);
        if (result is null || eval.Failure is not null)
        {
            return FailureFault(eval, error, crash) is { } failure ? $"{eval.Query}: {failure}" : null;
        }

        string? fault = AnnotationFault(eval, result) ?? ResultComparison.Fault(eval, result);
        return fault is null ? null : $"{eval.Query}: {fault}";
    }

    private async Task<string?> InstantFaultAsync(EvalCommand eval, string query, long time, CancellationToken cancellationToken)
    {
        (QueryResult? result, string? error, string? crash) = await ExecuteAsync(new QueryRequest(query, time, time, 0), cancellationToken);
        if (result is null || eval.Failure is not null)
        {
            return FailureFault(eval, error, crash) is { } failure ? $"{query} at {time}: {failure}" : null;
        }

        if ((AnnotationFault(eval, result) ?? ResultComparison.Fault(eval, result)) is { } fault)
        {
            return $"{query} at {time}: {fault}";
        }

        if (!eval.HasRangeForm || QueryContext().IsMatch(query))
        {
            return null;
        }

        (result, error, crash) = await ExecuteAsync(new QueryRequest(query, time - Minute, time + Minute, Minute), cancellationToken);
        string? rangeFault = result is null ? crash ?? error : eval.Ordered ? null : ResultComparison.FaultAt(eval, result, time);
        return rangeFault is null ? null : $"{query} around {time}, as a range query: {rangeFault}";
    }

    private async Task<(QueryResult? Result, string? Error, string? Crash)> ExecuteAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (await engine.ExecuteAsync(request with { Lookback = Lookback }, storage.Shards, cancellationToken), null, null);
        }
        catch (QueryException failure)
        {
            return (null, failure.Message, null);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            // An engine that crashes fails this eval, not the whole script.
            string[] lines = bug.ToString().Split('\n');
            return (null, null, "crashed: " + string.Join(" <", lines.Take(4).Select(line => line.Trim())));
        }
    }

    private static string? FailureFault(EvalCommand eval, string? error, string? crash) =>
        crash is not null ? crash
        : error is null ? $"expected to fail with {eval.Failure}, but it did not"
        : eval.Failure is null ? $"failed: {error}"
        : eval.Failure.Matches(error) ? null : $"expected to fail with {eval.Failure}, failed with: {error}";

    private static string? AnnotationFault(EvalCommand eval, QueryResult result) => eval.Warnings.Fault("warn", result.Warnings) ?? eval.Infos.Fault("info", result.Infos);

    [GeneratedRegex(@"(start|end|range|step)\(\)")]
    private static partial Regex QueryContext();
}
