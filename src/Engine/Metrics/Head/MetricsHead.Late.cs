using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Engine.Metrics.Head;

/// <summary>Samples that come after a newer one.</summary>
internal sealed partial class MetricsHead
{
    private SampleOutcome AppendLate(ref SeriesRecord record, uint series, long timestamp, double value, NativeHistogram? histogram, long start)
    {
        if (record.Open.Count > 0 && timestamp >= record.Open.FirstTime
            && LateSamples.TryCompare(OpenChunk(record), timestamp, value, histogram, _scratch, out SampleOutcome outcome))
        {
            return outcome;
        }

        for (uint sealedChunk = record.Sealed; sealedChunk != 0; sealedChunk = _sealed[sealedChunk].Previous)
        {
            if (LateSamples.TryCompare(_sealed.Open(_sealed[sealedChunk]), timestamp, value, histogram, _scratch, out outcome))
            {
                return outcome;
            }
        }

        SeriesSide side = SideOf(ref record, series);
        foreach (Chunk chunk in side.Finished)
        {
            if (LateSamples.TryCompare(chunk, timestamp, value, histogram, _scratch, out outcome))
            {
                return outcome;
            }
        }

        if (side.Open is { } open && LateSamples.TryCompare(open, timestamp, value, histogram, _scratch, out outcome))
        {
            return outcome;
        }

        side.Late ??= new LateSamples();
        outcome = side.Late.Add(timestamp, value, histogram, start, _encoder, _scratch);
        if (outcome == SampleOutcome.Appended)
        {
            Count(timestamp);
        }

        return outcome;
    }

    private SeriesSide SideOf(ref SeriesRecord record, uint series)
    {
        if (!_sides.TryGetValue(series, out SeriesSide? side))
        {
            side = new SeriesSide();
            _sides.Add(series, side);
            record.Set(SeriesRecord.HasSide);
        }

        return side;
    }
}
