using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Prometheus;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Api.Telemetry;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Query.Common.Scheduling;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Api.Queries;

/// <summary>Runs PromQL for a tenant: takes its turn, keeps the deadline, evaluates over the tenant's shards, and remembers that it was asked.</summary>
internal sealed class MetricsQueries(
    IMetricsCluster cluster,
    ShardCalls calls,
    ILocalMetrics local,
    QueryTurns turns,
    QueryGate gate,
    ActiveQueries active,
    QueryHistory history,
    MetricUsage usage,
    QueryInstruments instruments,
    IOptions<ApiOptions> options,
    TimeProvider time)
{
    /// <summary>Evaluates a query.</summary>
    /// <param name="call">Who asks what.</param>
    /// <param name="cancellationToken">Ends the evaluation when the client leaves.</param>
    /// <exception cref="PrometheusException">The query failed; in the words of the HTTP API.</exception>
    public async Task<(QueryResult Result, QueryTimings Timings)> ExecuteAsync(QueryCall call, CancellationToken cancellationToken)
    {
        long arrived = time.GetTimestamp();
        string? error = PrometheusErrorType.Internal.Name;
        QueryStatistics statistics = new();
        instruments.Began(call.Tenant);
        using ActiveQuery query = active.Begin(call);
        try
        {
            (QueryResult Result, QueryTimings Timings) answer = await EvaluateAsync(query, arrived, cancellationToken);
            statistics = answer.Result.Statistics;
            error = null;
            return answer;
        }
        catch (PrometheusException failed)
        {
            error = failed.Type.Name;
            throw;
        }
        finally
        {
            TimeSpan duration = time.GetElapsedTime(arrived);
            instruments.Ended(call.Tenant, duration, error);
            history.Add(new FinishedQuery(
                call.Tenant,
                call.Request.Text,
                (call.Request.End - call.Request.Start) / 1000,
                time.GetUtcNow().ToUnixTimeMilliseconds(),
                duration,
                statistics.SamplesRead,
                statistics.PeakSamples));
            usage.Note(call);
        }
    }

    private async Task<(QueryResult Result, QueryTimings Timings)> EvaluateAsync(ActiveQuery query, long arrived, CancellationToken cancellationToken)
    {
        string tenant = query.Call.Tenant;
        TenantSettings settings = await cluster.SettingsOfAsync(tenant, cancellationToken);
        using var deadline = new CancellationTokenSource(TimeoutOf(settings.Limits, query.Call.Timeout), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, query.Cancelled, cancellationToken);
        string phase = "query queue";
        try
        {
            using IDisposable turn = await EnterAsync(tenant, settings.Limits, stop.Token);
            long began = time.GetTimestamp();
            phase = "expression evaluation";
            query.Run();
            var shards = new TenantShards(cluster, calls, local, tenant, settings.MetricsSlots, query.Call.TakesPartial);
            QueryResult result = await EngineFor(settings.Limits).ExecuteAsync(query.Call.Request, shards, stop.Token);
            result = result with { Warnings = [.. result.Warnings, .. shards.Warnings] };
            return (result, new QueryTimings(time.GetElapsedTime(arrived, began), time.GetElapsedTime(began)));
        }
        catch (Exception exception) when (IsStop(exception) && (cancellationToken.IsCancellationRequested || query.Cancelled.IsCancellationRequested))
        {
            throw new PrometheusException(PrometheusErrorType.Canceled, $"query was canceled in {phase}");
        }
        catch (Exception exception) when (IsStop(exception) && deadline.IsCancellationRequested)
        {
            throw new PrometheusException(PrometheusErrorType.Timeout, $"query timed out in {phase}");
        }
        catch (QueryException exception)
        {
            throw Translate(exception);
        }
    }

    private async ValueTask<IDisposable> EnterAsync(string tenant, TenantLimits limits, CancellationToken cancellationToken)
    {
        int concurrency = limits.QueryConcurrency > 0 ? limits.QueryConcurrency : options.Value.QueryConcurrency;
        int queue = limits.QueryQueue > 0 ? limits.QueryQueue : options.Value.QueryQueue;
        return await gate.EnterAsync(tenant, concurrency, queue, cancellationToken)
            ?? throw new PrometheusException(PrometheusErrorType.TooMany, $"too many queries: {concurrency} of this tenant run and {queue} wait (limits QueryConcurrency and QueryQueue)");
    }

    private static bool IsStop(Exception exception) => exception is OperationCanceledException or QueryException { Kind: QueryErrorKind.Canceled };

    private static PrometheusException Translate(QueryException exception) => exception.Kind switch
    {
        QueryErrorKind.BadData => PrometheusException.BadParameter("query", exception.Message),
        QueryErrorKind.Execution => new PrometheusException(PrometheusErrorType.Execution, exception.Message),
        QueryErrorKind.Timeout => new PrometheusException(PrometheusErrorType.Timeout, exception.Message),
        QueryErrorKind.Canceled => new PrometheusException(PrometheusErrorType.Canceled, exception.Message),
        QueryErrorKind.Unavailable => new PrometheusException(PrometheusErrorType.Overloaded, exception.Message),
        _ => new PrometheusException(PrometheusErrorType.Internal, exception.Message),
    };

    private PromQLEngine EngineFor(TenantLimits limits)
    {
        var settings = new PromQLEngineOptions { Features = options.Value.Features };
        return new PromQLEngine(limits.QueryMaxSamples > 0 ? settings with { MaxSamples = limits.QueryMaxSamples } : settings, turns);
    }

    private TimeSpan TimeoutOf(TenantLimits limits, long? timeout)
    {
        double server = limits.QueryTimeoutMilliseconds > 0 ? limits.QueryTimeoutMilliseconds : options.Value.QueryTimeout.TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Max(0, Math.Min(server, timeout ?? server)));
    }
}
