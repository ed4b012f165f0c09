using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.LogQL.Evaluation.Plan;
using Orleans.Obs.Query.LogQL.Evaluation.Shard;
using Orleans.Obs.Query.LogQL.Evaluation.Windows;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>The shard's side of a query: decodes a plan, filters and parses lines where they lie, and answers with lines or partial aggregates.</summary>
public static class LogsPlanExecutor
{
    /// <summary>Executes an encoded plan against one shard's data and returns the encoded answer. Runs on the caller's thread between waits for blocks.</summary>
    /// <exception cref="LogQueryException">The plan exceeds a limit, or is none.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(ILogsReader reader, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        try
        {
            return PlanCodec.Decode(plan.Span) switch
            {
                LinesPlan lines => await ExecuteAsync(reader, lines, cancellationToken).ConfigureAwait(false),
                RangePlan range => await ExecuteAsync(reader, range, cancellationToken).ConfigureAwait(false),
                _ => throw new WireFormatException(),
            };
        }
        catch (WireFormatException malformed)
        {
            throw new LogQueryException(LogQueryErrorKind.Internal, malformed.Message);
        }
        catch (LogQLSyntaxException error)
        {
            throw new LogQueryException(LogQueryErrorKind.BadRequest, error.Message);
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(ILogsReader reader, LinesPlan plan, CancellationToken cancellationToken)
    {
        var evaluation = new LinesEvaluation(plan);
        using ILogSelection selection = await reader.SelectAsync(MatcherCompiler.Compile(plan.Log.Matchers), plan.Start, plan.End - 1, cancellationToken).ConfigureAwait(false);
        List<FoundLine> lines = await evaluation.EvaluateAsync(selection, cancellationToken).ConfigureAwait(false);
        return LinesAnswer.Write(lines, evaluation.Labels, evaluation.Counter);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(ILogsReader reader, RangePlan plan, CancellationToken cancellationToken)
    {
        IReadOnlyList<SeriesMatcher> matchers = MatcherCompiler.Compile(plan.Range.Range.Log.Matchers);
        var evaluation = new RangeEvaluation(plan);
        if (CountedRange.TryPlan(plan, matchers) is { } counted && await counted.TryCountAsync(reader, evaluation, cancellationToken).ConfigureAwait(false))
        {
            return RangeAnswer.Write(evaluation);
        }

        WindowGrid windows = evaluation.Windows.Windows;
        using ILogSelection selection = await reader.SelectAsync(matchers, windows.MinTime, windows.MaxTime, cancellationToken).ConfigureAwait(false);
        await evaluation.ScanAsync(selection, cancellationToken).ConfigureAwait(false);
        return RangeAnswer.Write(evaluation);
    }
}
