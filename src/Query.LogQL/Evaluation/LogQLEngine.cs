using System.Globalization;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.LogQL.Evaluation.Vectors;
using Orleans.Obs.Query.LogQL.Evaluation.Windows;
using Orleans.Obs.Query.LogQL.Pipelines;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Parses, plans and evaluates LogQL: pipelines and range aggregations in the shards, the rest here. Thread-safe.</summary>
public sealed class LogQLEngine(LogQLEngineOptions options)
{
    private const long Millisecond = 1_000_000;

    /// <summary>The settings.</summary>
    public LogQLEngineOptions Options { get; } = options;

    /// <summary>Evaluates a query over a tenant's shards.</summary>
    /// <exception cref="LogQueryException">The query can't be answered.</exception>
    public async Task<LogQLResult> ExecuteAsync(LogQLRequest request, ILogsShards shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(shards);

        // A query that fails leaves nothing running behind: what shards still do for it is cancelled.
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            LogQLExpr expr = LogQLParser.Parse(request.Text, Options.RequireSelector);
            CheckStages(expr);
            var queries = new ShardQueries(shards, cancellation.Token);
            return expr is LogExpr log
                ? await EvaluateAsync(log, request, queries).ConfigureAwait(false)
                : await EvaluateAsync((MetricExpr)expr, request, queries).ConfigureAwait(false);
        }
        catch (LogQLSyntaxException error)
        {
            throw new LogQueryException(LogQueryErrorKind.BadRequest, error.Message);
        }
        catch (WireFormatException malformed)
        {
            throw new LogQueryException(LogQueryErrorKind.Internal, malformed.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new LogQueryException(LogQueryErrorKind.Canceled, "the request was cancelled by the client");
        }
        finally
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<LogQLResult> EvaluateAsync(LogExpr log, LogQLRequest request, ShardQueries queries)
    {
        if (request.IsInstant && request.Start == request.End)
        {
            throw BadRequest("log queries are not supported as an instant query type, please change your query to a range query type");
        }

        if (request.Limit > Options.MaxEntries)
        {
            throw BadRequest(string.Create(
                CultureInfo.InvariantCulture, $"max entries limit per query exceeded, limit > max_entries_limit_per_query ({request.Limit} > {Options.MaxEntries})"));
        }

        CheckLength(request.End - request.Start);
        List<LogEntry> entries = await new LinesQuery(queries, request, log).EvaluateAsync().ConfigureAwait(false);
        return new LogQLResult
        {
            Type = LogQLResultType.Streams,
            Entries = entries,
            Statistics = queries.Statistics with { EntriesReturned = entries.Count },
        };
    }

    private async Task<LogQLResult> EvaluateAsync(MetricExpr expr, LogQLRequest request, ShardQueries queries)
    {
        StepGrid grid = GridOf(request);
        if (expr is NumberLiteral number && request.IsInstant)
        {
            return new LogQLResult { Type = LogQLResultType.Scalar, Scalar = number.Value };
        }

        StepVector vector = await new MetricEvaluation(queries, grid).EvaluateAsync(expr).ConfigureAwait(false);
        bool isSorted = request.IsInstant && expr is VectorAggregation { Operation: VectorOperation.Sort or VectorOperation.SortDesc };
        vector = isSorted ? vector : vector.Sorted();
        (List<StepSeries> series, string[] warnings) = Limited(vector.Series);
        return new LogQLResult
        {
            Type = request.IsInstant ? LogQLResultType.Vector : LogQLResultType.Matrix,
            Series = [.. series.Select(one => ToSeries(one, grid))],
            Warnings = warnings,
            Statistics = queries.Statistics with { EntriesReturned = series.Count },
        };
    }

    // Steps lie on multiples of their distance, whatever the query's ends are, so that answers can be kept and put together.
    private StepGrid GridOf(LogQLRequest request)
    {
        if (request.IsInstant)
        {
            return new StepGrid(request.Start, 0, 1);
        }

        CheckLength(request.End - request.Start);
        if ((request.End - request.Start) / request.Step > Options.MaxSteps)
        {
            throw BadRequest("exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter");
        }

        long start = FloorToMultiple(request.Start, request.Step), end = FloorToMultiple(request.End + request.Step - 1, request.Step);
        return new StepGrid(start, request.Step, (int)((end - start) / request.Step) + 1);
    }

    private static long FloorToMultiple(long time, long step) => time - (((time % step) + step) % step);

    private void CheckLength(long nanoseconds)
    {
        if (nanoseconds > Options.MaxQueryLength)
        {
            throw BadRequest($"the query time range exceeds the limit (query length: {GoDuration.Format(nanoseconds)}, limit: {PrometheusDuration.Format(Options.MaxQueryLength / Millisecond)})");
        }
    }

    // Stages that mean nothing are told here rather than by all shards.
    private static void CheckStages(LogQLExpr expr)
    {
        switch (expr)
        {
            case LogExpr log:
                PipelineCompiler.Compile(log.Stages);
                CheckDistinct(log, allowed: true);
                break;
            case RangeAggregation range:
                PipelineCompiler.Compile(range.Range.Log.Stages, range.Range.Unwrap, grouping: null);
                CheckDistinct(range.Range.Log, allowed: false);
                break;
            case VectorAggregation vector:
                CheckStages(vector.Operand);
                break;
            case LabelReplace replace:
                CheckStages(replace.Operand);
                break;
            case BinaryExpr binary:
                CheckStages(binary.Left);
                CheckStages(binary.Right);
                break;
        }
    }

    private static void CheckDistinct(LogExpr log, bool allowed)
    {
        for (int i = 0; i < log.Stages.Length; i++)
        {
            if (log.Stages[i] is DistinctStage distinct && !(allowed && i == log.Stages.Length - 1))
            {
                throw new LogQLSyntaxException($"stage '{LogQLPrinter.Print(distinct)}' : only the last stage of a log query can be distinct");
            }
        }
    }

    // Of too many series, those with the largest values.
    private (List<StepSeries> Series, string[] Warnings) Limited(List<StepSeries> series)
    {
        if (series.Count <= Options.MaxSeries)
        {
            return (series, []);
        }

        string reached = string.Create(CultureInfo.InvariantCulture, $"maximum number of series ({Options.MaxSeries}) reached for a single query");
        if (!Options.TruncateSeries)
        {
            throw BadRequest(string.Create(
                CultureInfo.InvariantCulture,
                $"{reached}; consider reducing query cardinality by adding more specific stream selectors, reducing the time range, or aggregating results with functions like sum(), count() or topk() (maximum of series ({Options.MaxSeries}) reached for a single query)"));
        }

        HashSet<StepSeries> largest = [.. series.OrderByDescending(Total).Take(Options.MaxSeries)];
        return ([.. series.Where(largest.Contains)], [$"{reached}; returning partial results"]);
    }

    private static double Total(StepSeries series) => series.Values.Where((value, step) => series.Present[step] && !double.IsNaN(value)).Sum();

    private static MetricSeries ToSeries(StepSeries series, StepGrid grid)
    {
        int[] steps = [.. Enumerable.Range(0, grid.Count).Where(step => series.Present[step])];
        return new MetricSeries(
            series.Labels, steps.Select(step => (long)Math.Floor((decimal)grid.TimeOf(step) / Millisecond)).ToArray(), steps.Select(step => series.Values[step]).ToArray());
    }

    private static LogQueryException BadRequest(string message) => new(LogQueryErrorKind.BadRequest, message);
}
