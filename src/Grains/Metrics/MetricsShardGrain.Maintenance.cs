using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>Cutting, compacting, cleaning, and letting go.</summary>
internal sealed partial class MetricsShardGrain
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromHours(1);

    /// <summary>An orderly stop leaves less than this in the log: reading it back is quicker than compacting the small blocks would be.</summary>
    private const long LogBytesLeft = 4 << 20;

    private long _lastSweep;

    public async Task<Acknowledgement> FlushAsync(CancellationToken cancellationToken)
    {
        Acknowledgement done = await AnswerAsync(maintenance.CutAsync(Shard, cancellationToken), NotDone);
        Report();
        return done;
    }

    public Task<Acknowledgement> CleanTombstonesAsync(CancellationToken cancellationToken) =>
        AnswerAsync(maintenance.CleanAsync(Shard, cancellationToken), NotDone);

    public Task<Acknowledgement> DeleteSeriesAsync(SeriesRequest request, CancellationToken cancellationToken) =>
        AnswerAsync(maintenance.DeleteAsync(Shard, request, cancellationToken), NotDone);

    private static Acknowledgement NotDone(ReplyStatus status, string message, QueryErrorKind kind) => new(status, message);

    private async Task MaintainAsync(CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        MetricsShard shard = Shard;
        bool sweep = clock.GetElapsedTime(_lastSweep) > SweepPeriod;
        try
        {
            shard.Options = await opening.OptionsAsync(_key.Tenant, cancellationToken);
            bool early = shards.IsMemoryShort && shards.HoldsItsShare(_live!);
            if (await maintenance.RunAsync(shard, early, sweep, cancellationToken))
            {
                instruments.Maintained("ok", clock.GetElapsedTime(started));
            }

            _lastSweep = sweep ? started : _lastSweep;
            Report();
        }
        catch (BlobUnavailableException unavailable)
        {
            instruments.Maintained("failed", clock.GetElapsedTime(started));
            LogMaintenanceFailed(_key, unavailable.Message);
        }
        catch (CorruptBlockException corrupt)
        {
            instruments.Maintained("corrupt", clock.GetElapsedTime(started));
            LogCorrupt(_key, corrupt.Message);
        }
        catch (Exception lost) when (IsLoss(lost))
        {
            GiveUp(lost);
        }
    }

    /// <summary>What takes long of a release, while the shard still serves.</summary>
    private Task PrepareToMoveAsync(CancellationToken cancellationToken) =>
        Shard.Statistics(top: 0).LogBytes > LogBytesLeft ? maintenance.CutAsync(Shard, cancellationToken) : Task.CompletedTask;

    private async Task ReleaseAsync(MetricsShard shard, CancellationToken cancellationToken)
    {
        try
        {
            await PrepareToMoveAsync(cancellationToken);
            await shard.ReleaseAsync(cut: false, cancellationToken);
            LogReleased(_key, shard.Epoch);
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException || IsLoss(failure))
        {
            // The next owner closes our log and reads it back, as after a crash.
            LogNotReleased(_key, shard.Epoch, failure.Message);
        }
    }
}
