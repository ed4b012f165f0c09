using System.Buffers.Binary;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.RemoteWrite;

namespace Orleans.Obs.Protocols.Tests.RemoteWrite;

/// <summary>One entry of a batch, taken apart slowly and plainly.</summary>
internal sealed record BatchEntry(int Slot, UInt128 Hash, LabelSet Labels, List<(long Time, long Bits, long Start)> Samples, List<(byte Kind, byte[] Body)> Extras)
{
    public static List<BatchEntry> ReadAll(SlotBatches batches)
    {
        var entries = new List<BatchEntry>();
        for (int slot = 0; slot < batches.Slots; slot++)
        {
            byte[] bytes = batches.BatchOf(slot).ToArray();
            for (int at = 0; at < bytes.Length;)
            {
                entries.Add(Read(bytes, slot, ref at));
            }
        }

        return entries;
    }

    private static BatchEntry Read(byte[] bytes, int slot, ref int at)
    {
        ReadOnlySpan<byte> header = bytes.AsSpan(at, MetricsBatchWriter.EntryHeaderSize);
        var hash = new UInt128(BinaryPrimitives.ReadUInt64LittleEndian(header[8..]), BinaryPrimitives.ReadUInt64LittleEndian(header));
        int labels = BinaryPrimitives.ReadInt32LittleEndian(header[16..]);
        uint counts = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        int extras = BinaryPrimitives.ReadInt32LittleEndian(header[24..]);
        bool starts = (counts & MetricsBatchWriter.StartTimestampsFlag) != 0;
        at += MetricsBatchWriter.EntryHeaderSize;
        var entry = new BatchEntry(slot, hash, new LabelSet(bytes, at, labels), [], []);
        at += labels;
        for (uint i = 0; i < (counts & ~MetricsBatchWriter.StartTimestampsFlag); i++, at += starts ? 24 : 16)
        {
            ReadOnlySpan<byte> sample = bytes.AsSpan(at);
            entry.Samples.Add((BinaryPrimitives.ReadInt64LittleEndian(sample), BinaryPrimitives.ReadInt64LittleEndian(sample[8..]),
                starts ? BinaryPrimitives.ReadInt64LittleEndian(sample[16..]) : 0));
        }

        for (int end = at + extras; at < end;)
        {
            int body = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 1));
            entry.Extras.Add((bytes[at], bytes.AsSpan(at + MetricsExtras.HeaderSize, body).ToArray()));
            at += MetricsExtras.HeaderSize + body;
        }

        return entry;
    }
}
