using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.Common.Scheduling;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Operators;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Query.PromQL.Syntax.Analysis;

namespace Orleans.Obs.Query.PromQL.Evaluation;

/// <summary>Parses, plans and evaluates PromQL: selectors, functions over them and partial aggregations in the shards, the rest here. Thread-safe.</summary>
/// <param name="options">The settings.</param>
/// <param name="turns">The turns of all queries that read shards in this process.</param>
public sealed class PromQLEngine(PromQLEngineOptions options, QueryTurns turns)
{
    /// <summary>An engine with as many workers of its own as there are processors.</summary>
    public PromQLEngine(PromQLEngineOptions options)
        : this(options, new QueryTurns(Environment.ProcessorCount, TimeProvider.System))
    {
    }

    /// <summary>The settings.</summary>
    public PromQLEngineOptions Options { get; } = options;

    /// <summary>Evaluates a query over a tenant's shards.</summary>
    /// <exception cref="QueryException">The query can't be answered.</exception>
    public async Task<QueryResult> ExecuteAsync(QueryRequest request, IMetricsShards shards, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(shards);
        Expr expr = Parse(request);
        StepGrid grid = StepGrid.Between(request.Start, request.End, request.Step, Options.MaxSamples);

        // A query that fails leaves nothing running behind: what shards still do for it is cancelled.
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = new QueryRun(shards, turns, Options, request, grid, cancellation.Token);
        try
        {
            return await EvaluateAsync(expr, request, grid, run).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new QueryException(QueryErrorKind.Canceled, "query was canceled in expression evaluation");
        }
        catch (WireFormatException)
        {
            throw QueryErrors.Malformed();
        }
        finally
        {
            await cancellation.CancelAsync().ConfigureAwait(false);
        }
    }

    private Expr Parse(QueryRequest request)
    {
        Expr expr;
        try
        {
            expr = PromQLParser.Parse(request.Text, Options.Features);
        }
        catch (PromQLSyntaxException error)
        {
            throw new QueryException(QueryErrorKind.BadData, error.Message);
        }

        if (!request.IsInstant && expr.Type is PromQLType.Matrix or PromQLType.String)
        {
            string type = expr.Type == PromQLType.Matrix ? "range vector" : "string";
            throw new QueryException(QueryErrorKind.BadData, $"invalid expression type \"{type}\" for range query, must be Scalar or instant Vector");
        }

        return new QueryContext(request.Start, request.End, request.Step).Fold(expr);
    }

    private async ValueTask<QueryResult> EvaluateAsync(Expr expr, QueryRequest request, StepGrid grid, QueryRun run)
    {
        var planner = new QueryPlanner(Options, request);
        switch (expr.Type)
        {
            case PromQLType.String:
                return Complete(run, PromQLType.String, [], text: ((StringLiteral)QueryPlanner.WithoutParens(expr)).Value);
            case PromQLType.Matrix:
                RangeVector range = planner.PlanRange(expr, grid);
                range.Start(run);
                return Complete(run, PromQLType.Matrix, Sorted(await range.EvaluateAsync(run).ConfigureAwait(false)));
            case PromQLType.Scalar:
                ScalarOperator scalar = planner.PlanScalar(expr, grid);
                scalar.Start(run);
                StepScalar values = await scalar.EvaluateAsync(run).ConfigureAwait(false);
                return request.IsInstant
                    ? Complete(run, PromQLType.Scalar, [], scalar: values[0])
                    : Complete(run, PromQLType.Matrix, [ResultColumns.ToSeries(values, grid)]);
            default:
                VectorOperator vector = planner.PlanVector(expr, grid);
                vector.Start(run);
                SeriesColumns columns = await vector.EvaluateAsync(run).ConfigureAwait(false);
                if (run.DelaysNameRemoval)
                {
                    NameRemoval.Complete(columns);
                }

                List<ResultSeries> series = ResultColumns.ToSeries(columns);
                return request.IsInstant ? Complete(run, PromQLType.Vector, series) : Complete(run, PromQLType.Matrix, Sorted(series));
        }
    }

    private static QueryResult Complete(QueryRun run, PromQLType type, IReadOnlyList<ResultSeries> series, double scalar = 0, string text = "") => new()
    {
        Type = type,
        Series = series,
        Scalar = scalar,
        Text = text,
        Warnings = run.Annotations.Texts(warnings: true, run.Request.Text),
        Infos = run.Annotations.Texts(warnings: false, run.Request.Text),
        Statistics = new QueryStatistics
        {
            TotalQueryableSamples = run.Samples.PerStep.Sum(),
            PeakSamples = run.Budget.Peak,
            SamplesRead = run.Samples.Read,
            SeriesFetched = run.Samples.Series,
            SamplesPerStep = run.Samples.PerStep,
        },
    };

    private static List<ResultSeries> Sorted(List<ResultSeries> series)
    {
        series.Sort(static (left, right) => left.Labels.CompareTo(right.Labels));
        return series;
    }
}
