using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Api.Loki;
using Orleans.Obs.Api.Shards;
using Orleans.Obs.Api.Telemetry;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Api.Queries;

/// <summary>Runs LogQL for tenants: takes its turn, keeps the deadline, and evaluates over the tenants' shards.</summary>
internal sealed class LogQueries(ILogsCluster cluster, ShardCalls calls, QueryGate gate, QueryInstruments instruments, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <summary>Evaluates a query.</summary>
    /// <param name="tenants">Whose lines.</param>
    /// <param name="request">What to evaluate.</param>
    /// <param name="adjust">Changes the settings that the first tenant's limits give.</param>
    /// <param name="cancellationToken">Ends the evaluation when the client leaves.</param>
    /// <exception cref="LokiException">The query failed; in the words of the HTTP API.</exception>
    public async Task<(LogQLResult Result, QueryTimings Timings)> ExecuteAsync(
        ImmutableArray<string> tenants, LogQLRequest request, Func<LogQLEngineOptions, LogQLEngineOptions>? adjust, CancellationToken cancellationToken)
    {
        long arrived = time.GetTimestamp();
        string? error = "internal";
        string tenant = tenants[0];
        instruments.Began(tenant);
        try
        {
            TenantSettings settings = await cluster.SettingsOfAsync(tenant, cancellationToken);
            LogQLEngineOptions engine = EngineOptions(settings.Limits);
            (LogQLResult, QueryTimings) answer = await EvaluateAsync(tenants, settings.Limits, request, new LogQLEngine(adjust?.Invoke(engine) ?? engine), cancellationToken);
            error = null;
            return answer;
        }
        catch (LogQueryException exception)
        {
            error = exception.Kind.ToString();
            throw LokiException.Of(exception);
        }
        finally
        {
            instruments.Ended(tenant, time.GetElapsedTime(arrived), error);
        }
    }

    /// <summary>The shards of all tenants.</summary>
    public async Task<TenantLogShards> ShardsOfAsync(ImmutableArray<string> tenants, CancellationToken cancellationToken)
    {
        var shards = ImmutableArray.CreateBuilder<(string, int)>();
        foreach (string tenant in tenants)
        {
            int slots = (await cluster.SettingsOfAsync(tenant, cancellationToken)).LogsSlots;
            shards.AddRange(Enumerable.Range(0, slots).Select(slot => (tenant, slot)));
        }

        return new TenantLogShards(cluster, calls, shards.ToImmutable());
    }

    private async Task<(LogQLResult Result, QueryTimings Timings)> EvaluateAsync(
        ImmutableArray<string> tenants, TenantLimits limits, LogQLRequest request, LogQLEngine engine, CancellationToken cancellationToken)
    {
        TimeSpan timeout = limits.QueryTimeoutMilliseconds > 0 ? TimeSpan.FromMilliseconds(limits.QueryTimeoutMilliseconds) : options.Value.QueryTimeout;
        using var deadline = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        long arrived = time.GetTimestamp();
        try
        {
            using IDisposable turn = await gate.EnterAsync(tenants[0], limits, stop.Token) ?? throw new LokiException(429, "too many outstanding requests");
            long began = time.GetTimestamp();
            LogQLResult result = await engine.ExecuteAsync(request, await ShardsOfAsync(tenants, stop.Token), stop.Token);
            return (result, new QueryTimings(time.GetElapsedTime(arrived, began), time.GetElapsedTime(began)));
        }
        catch (Exception exception) when (IsStop(exception) && cancellationToken.IsCancellationRequested)
        {
            throw new LokiException(499, "The request was cancelled by the client.");
        }
        catch (Exception exception) when (IsStop(exception) && deadline.IsCancellationRequested)
        {
            throw new LokiException(504, "request timed out, decrease the duration of the request or add more label matchers (prefer exact match over regex match) to reduce the amount of data processed");
        }
    }

    private static bool IsStop(Exception exception) => exception is OperationCanceledException or LogQueryException { Kind: LogQueryErrorKind.Canceled };

    private LogQLEngineOptions EngineOptions(TenantLimits limits) => new()
    {
        MaxSeries = limits.LogQueryMaxSeries > 0 ? limits.LogQueryMaxSeries : int.MaxValue,
        MaxEntries = limits.QueryMaxLines > 0 ? limits.QueryMaxLines : int.MaxValue,
        MaxQueryLength = limits.LogQueryMaxRangeMilliseconds > 0 ? limits.LogQueryMaxRangeMilliseconds * 1_000_000 : long.MaxValue,
        RequireSelector = options.Value.RequireLogSelector,
    };
}
