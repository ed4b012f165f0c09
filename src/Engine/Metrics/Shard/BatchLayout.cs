using System.Buffers.Binary;
using Orleans.Obs.Engine.Metrics.Ingest;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>Checks the lengths in a batch, once and before anything is changed, so that applying it cannot run off its end.</summary>
internal static class BatchLayout
{
    /// <summary>Does every entry, and every extra within, end where the next begins?</summary>
    public static bool IsSound(ReadOnlySpan<byte> batch) => IsSound(batch, out _);

    /// <summary>The same; says besides whether there are deltas, which are not applied without their series' totals.</summary>
    public static bool IsSound(ReadOnlySpan<byte> batch, out bool hasDeltas)
    {
        hasDeltas = false;
        while (!batch.IsEmpty)
        {
            if (batch.Length < MetricsBatchWriter.EntryHeaderSize)
            {
                return false;
            }

            uint labels = BinaryPrimitives.ReadUInt32LittleEndian(batch[16..]);
            uint samples = BinaryPrimitives.ReadUInt32LittleEndian(batch[20..]);
            uint extras = BinaryPrimitives.ReadUInt32LittleEndian(batch[24..]);
            ulong sampleBytes = (samples & ~MetricsBatchWriter.StartTimestampsFlag) * ((samples & MetricsBatchWriter.StartTimestampsFlag) != 0 ? 24UL : 16UL);
            ulong length = MetricsBatchWriter.EntryHeaderSize + labels + sampleBytes + extras;
            if (length > (ulong)batch.Length || (extras > 0 && !AreSound(batch.Slice((int)(length - extras), (int)extras), ref hasDeltas)))
            {
                return false;
            }

            batch = batch[(int)length..];
        }

        return true;
    }

    private static bool AreSound(ReadOnlySpan<byte> extras, ref bool hasDeltas)
    {
        while (!extras.IsEmpty)
        {
            if (extras.Length < MetricsExtras.HeaderSize)
            {
                return false;
            }

            uint body = BinaryPrimitives.ReadUInt32LittleEndian(extras[1..]);
            bool sound = body <= extras.Length - MetricsExtras.HeaderSize && extras[0] switch
            {
                MetricsExtras.HistogramKind or MetricsExtras.ExemplarKind or MetricsExtras.HistogramDeltaKind => body >= 16,
                MetricsExtras.DeltaKind => body == 24,
                MetricsExtras.MetadataKind => Metadata.MetadataTable.IsValid(extras.Slice(MetricsExtras.HeaderSize, (int)body)),
                _ => false,
            };
            if (!sound)
            {
                return false;
            }

            hasDeltas |= extras[0] is MetricsExtras.DeltaKind or MetricsExtras.HistogramDeltaKind;
            extras = extras[(MetricsExtras.HeaderSize + (int)body)..];
        }

        return true;
    }
}
