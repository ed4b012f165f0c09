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

/// <summary>Runs PromQL for a tenant: takes its turn, keeps the deadline, and evaluates over the tenant's shards.</summary>
internal sealed class MetricsQueries(
    IMetricsCluster cluster, ShardCalls calls, ILocalMetrics local, QueryTurns turns, QueryGate gate, QueryInstruments instruments, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <summary>Evaluates a query.</summary>
    /// <param name="tenant">Whose data.</param>
    /// <param name="request">What to evaluate.</param>
    /// <param name="timeout">The client's own timeout in milliseconds, if it has one; the server's limit holds besides.</param>
    /// <param name="takesPartial">Whether an answer may lack shards that can't be had, with a warning, instead of failing.</param>
    /// <param name="cancellationToken">Ends the evaluation when the client leaves.</param>
    /// <exception cref="PrometheusException">The query failed; in the words of the HTTP API.</exception>
    public async Task<(QueryResult Result, QueryTimings Timings)> ExecuteAsync(string tenant, QueryRequest request, long? timeout, bool takesPartial, CancellationToken cancellationToken)
    {
        long arrived = time.GetTimestamp();
        string? error = PrometheusErrorType.Internal.Name;
        instruments.Began(tenant);
        try
        {
            (QueryResult, QueryTimings) answer = await EvaluateAsync(tenant, request, timeout, takesPartial, cancellationToken);
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
            instruments.Ended(tenant, time.GetElapsedTime(arrived), error);
        }
    }

    private async Task<(QueryResult Result, QueryTimings Timings)> EvaluateAsync(string tenant, QueryRequest request, long? timeout, bool takesPartial, CancellationToken cancellationToken)
    {
        TenantSettings settings = await cluster.SettingsOfAsync(tenant, cancellationToken);
        using var deadline = new CancellationTokenSource(TimeoutOf(settings.Limits, timeout), time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        long arrived = time.GetTimestamp();
        string phase = "query queue";
        try
        {
            using IDisposable turn = await gate.EnterAsync(tenant, settings.Limits.QueryConcurrency, stop.Token)
                ?? throw new PrometheusException(PrometheusErrorType.Overloaded, "too many queries of this tenant are waiting");
            long began = time.GetTimestamp();
            phase = "expression evaluation";
            var shards = new TenantShards(cluster, calls, local, tenant, settings.MetricsSlots, takesPartial);
            QueryResult result = await EngineFor(settings.Limits).ExecuteAsync(request, shards, stop.Token);
            result = result with { Warnings = [.. result.Warnings, .. shards.Warnings] };
            return (result, new QueryTimings(time.GetElapsedTime(arrived, began), time.GetElapsedTime(began)));
        }
        catch (Exception exception) when (IsStop(exception) && cancellationToken.IsCancellationRequested)
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
