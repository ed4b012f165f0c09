using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Shards;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>What is done to a shard besides appending and reading: never in a turn of its grain, and to one shard of the silo at a time.</summary>
internal sealed class ShardMaintenance(MaintenanceGate gate)
{
    /// <summary>What is due; with <paramref name="early"/> a cut whether due or not. True when something was done.</summary>
    public Task<bool> RunAsync(MetricsShard shard, bool early, bool sweep, CancellationToken cancellationToken) =>
        AloneAsync(
            async () =>
            {
                bool did = early && await shard.CutAsync(cancellationToken).ConfigureAwait(false);
                did |= await shard.MaintainAsync(cancellationToken).ConfigureAwait(false);
                return (sweep && await shard.SweepAsync(cancellationToken).ConfigureAwait(false) > 0) || did;
            },
            cancellationToken);

    public Task<Acknowledgement> CutAsync(MetricsShard shard, CancellationToken cancellationToken) =>
        AloneAsync(
            async () =>
            {
                await shard.CutAsync(cancellationToken).ConfigureAwait(false);
                return Acknowledgement.Done;
            },
            cancellationToken);

    public Task<Acknowledgement> CleanAsync(MetricsShard shard, CancellationToken cancellationToken) =>
        AloneAsync(
            async () =>
            {
                await shard.MaintainAsync(cancellationToken).ConfigureAwait(false);
                return Acknowledgement.Done;
            },
            cancellationToken);

    public Task<Acknowledgement> DeleteAsync(MetricsShard shard, SeriesRequest request, CancellationToken cancellationToken) =>
        AloneAsync(
            async () =>
            {
                foreach (TombstoneMatcher[] matchers in Selectors.ToTombstones(request))
                {
                    await shard.DeleteSeriesAsync(matchers, request.MinTime, request.MaxTime, cancellationToken).ConfigureAwait(false);
                }

                return Acknowledgement.Done;
            },
            cancellationToken);

    private Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            using (await gate.EnterAsync(cancellationToken).ConfigureAwait(false))
            {
                return await work().ConfigureAwait(false);
            }
        },
        cancellationToken);
}
