using Microsoft.Extensions.Logging;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Engine.Metrics.Shard;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>An open shard as queries of the same process read it: what goes wrong becomes what a query is told. Losses are left to the grain, which notices them by itself.</summary>
internal sealed partial class ShardReader(ShardGrainKey key, MetricsShard shard, ILogger logger) : ISeriesSource
{
    public async ValueTask<ISeriesSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken)
    {
        try
        {
            return new Selection(this, await shard.SelectAsync(matchers, minTime, maxTime, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception failure) when (Translate(failure) is { } told)
        {
            throw told;
        }
    }

    private Exception? Translate(Exception failure)
    {
        switch (failure)
        {
            case BlobUnavailableException:
                return new QueryException(QueryErrorKind.Unavailable, failure.Message);
            case CorruptBlockException:
                LogCorrupt(key, failure.Message);
                return new QueryException(QueryErrorKind.Internal, failure.Message);
            case ShardBrokenException:
                return new ShardMovedException(failure);
            default:
                return null;
        }
    }

    [LoggerMessage(2207, LogLevel.Error, "Shard {Shard} has damaged data: {Reason}")]
    private partial void LogCorrupt(ShardGrainKey shard, string reason);

    private sealed class Selection(ShardReader shard, ISeriesSelection selection) : ISeriesSelection
    {
        public int Count => selection.Count;

        public LabelSet LabelsOf(int series) => selection.LabelsOf(series);

        public async ValueTask PrepareAsync(int first, int count, CancellationToken cancellationToken)
        {
            try
            {
                await selection.PrepareAsync(first, count, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (shard.Translate(failure) is { } told)
            {
                throw told;
            }
        }

        public void Read(int series, long minTime, long maxTime, SampleBuffer destination)
        {
            try
            {
                selection.Read(series, minTime, maxTime, destination);
            }
            catch (Exception failure) when (shard.Translate(failure) is { } told)
            {
                throw told;
            }
        }

        public void Dispose() => selection.Dispose();
    }
}
