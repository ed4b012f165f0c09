using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Prometheus;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Queries;

/// <summary>
/// Counts which metrics queries ask for, so that those that nobody does can be found. Names that a selector states are counted at once; what others select is looked up in the index
/// behind the query, as far as that keeps up. Counts go to the tenants every minute and when the process stops; what a crash loses is that.
/// </summary>
internal sealed partial class MetricUsage(MetricsCatalog catalog, ITenants tenants, TimeProvider time, ILogger<MetricUsage> logger) : BackgroundService
{
    private const int MaxNamesInMemory = 200_000;
    private const int MaxNamesOfSelector = 1000;
    private const int MaxLookUps = 256;
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Tenant, string Name), (long Count, long LastUsed)> _uses = new();
    private readonly Channel<SeriesQuery> _lookUps = Channel.CreateBounded<SeriesQuery>(new BoundedChannelOptions(MaxLookUps) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Counts the metrics that a query asks for; never waits.</summary>
    public void Note(QueryCall call)
    {
        Expr query;
        try
        {
            query = PromQLParser.Parse(call.Request.Text, PromQLFeatures.All);
        }
        catch (PromQLSyntaxException)
        {
            return;
        }

        foreach (VectorSelector selector in Selectors.Of(query))
        {
            if (selector.Matchers.FirstOrDefault(static matcher => matcher is { Operator: MatchOperator.Equal, Name: LabelSet.MetricName }) is { } name)
            {
                Add(call.Tenant, name.Value);
            }
            else
            {
                _lookUps.Writer.TryWrite(new SeriesQuery(call.Tenant, [selector.Matchers], call.Request.Start - call.Request.Lookback, call.Request.End, MaxNamesOfSelector));
            }
        }
    }

    /// <summary>Brings what was counted to a tenant.</summary>
    /// <exception cref="PrometheusException">The tenant can't keep it now; nothing is lost.</exception>
    public async Task FlushAsync(string tenant, CancellationToken cancellationToken)
    {
        ImmutableArray<MetricUse> uses = Take(tenant);
        if (uses.IsEmpty)
        {
            return;
        }

        bool isKept = false;
        try
        {
            Acknowledgement kept = await tenants.Of(tenant).AddMetricUsesAsync(uses, cancellationToken);
            isKept = kept.Status == ReplyStatus.Ok;
            if (!isKept)
            {
                throw PrometheusException.Of(kept.Status, kept.Message);
            }
        }
        finally
        {
            foreach (MetricUse use in isKept ? [] : uses)
            {
                Add(tenant, use.Name, use.Count, use.LastUsed);
            }
        }
    }

    /// <summary>Forgets what was counted and not brought to the tenant yet.</summary>
    public void Forget(string tenant) => Take(tenant);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task lookingUp = LookUpAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAllAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops; what is left goes out below.
        }

        await lookingUp;
        await FlushAllAsync(CancellationToken.None);
    }

    private async Task FlushAllAsync(CancellationToken cancellationToken)
    {
        foreach (string tenant in _uses.Keys.Select(static key => key.Tenant).Distinct(StringComparer.Ordinal).ToArray())
        {
            try
            {
                await FlushAsync(tenant, cancellationToken);
            }
#pragma warning disable CA1031 // Statistics: whatever goes wrong, they wait for the next time, and queries go on.
            catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogNotKept(exception, tenant);
            }
        }
    }

    private async Task LookUpAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (SeriesQuery query in _lookUps.Reader.ReadAllAsync(stoppingToken))
            {
                await LookUpAsync(query, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task LookUpAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string name in (await catalog.LabelValuesAsync(LabelSet.MetricName, query, cancellationToken)).Items)
            {
                Add(query.Tenant, name);
            }
        }
#pragma warning disable CA1031 // Statistics: a look-up that fails is one that is not counted.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogNotLookedUp(exception, query.Tenant);
        }
    }

    private void Add(string tenant, string name) => Add(tenant, name, 1, time.GetUtcNow().ToUnixTimeMilliseconds());

    private void Add(string tenant, string name, long count, long lastUsed)
    {
        if (_uses.Count < MaxNamesInMemory || _uses.ContainsKey((tenant, name)))
        {
            _uses.AddOrUpdate((tenant, name), static (_, more) => more, static (_, known, more) => (known.Count + more.Count, Math.Max(known.LastUsed, more.LastUsed)), (Count: count, LastUsed: lastUsed));
        }
    }

    private ImmutableArray<MetricUse> Take(string tenant)
    {
        var uses = ImmutableArray.CreateBuilder<MetricUse>();
        foreach ((string Tenant, string Name) key in _uses.Keys.Where(key => key.Tenant == tenant))
        {
            if (_uses.TryRemove(key, out (long Count, long LastUsed) use))
            {
                uses.Add(new MetricUse(key.Name, use.Count, use.LastUsed));
            }
        }

        return uses.ToImmutable();
    }

    [LoggerMessage(2201, LogLevel.Debug, "The use of metrics of tenant {Tenant} could not be kept; it is tried again")]
    private partial void LogNotKept(Exception exception, string tenant);

    [LoggerMessage(2202, LogLevel.Debug, "The metrics of a query of tenant {Tenant} could not be looked up")]
    private partial void LogNotLookedUp(Exception exception, string tenant);
}
