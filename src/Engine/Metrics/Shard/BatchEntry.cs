using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Metrics.Ingest;

namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>One entry of a batch (<see cref="MetricsBatchWriter"/>) whose lengths were checked by <see cref="BatchLayout"/>.</summary>
internal readonly ref struct BatchEntry
{
    private BatchEntry(ReadOnlySpan<byte> batch, out int length)
    {
        HashLow = BinaryPrimitives.ReadUInt64LittleEndian(batch);
        HashHigh = BinaryPrimitives.ReadUInt64LittleEndian(batch[8..]);
        int labels = BinaryPrimitives.ReadInt32LittleEndian(batch[16..]), extras = BinaryPrimitives.ReadInt32LittleEndian(batch[24..]);
        uint counted = BinaryPrimitives.ReadUInt32LittleEndian(batch[20..]);
        int count = (int)(counted & ~MetricsBatchWriter.StartTimestampsFlag);
        SampleSize = counted == (uint)count ? 16 : 24;
        Labels = batch.Slice(MetricsBatchWriter.EntryHeaderSize, labels);
        Samples = batch.Slice(MetricsBatchWriter.EntryHeaderSize + labels, count * SampleSize);
        Extras = batch.Slice(MetricsBatchWriter.EntryHeaderSize + labels + Samples.Length, extras);
        length = MetricsBatchWriter.EntryHeaderSize + labels + Samples.Length + extras;
    }

    public ulong HashLow { get; }

    public ulong HashHigh { get; }

    /// <summary>The series' canonical labels.</summary>
    public ReadOnlySpan<byte> Labels { get; }

    /// <summary>Float samples, each of <see cref="SampleSize"/> bytes.</summary>
    public ReadOnlySpan<byte> Samples { get; }

    /// <summary>16, or 24 when samples carry start timestamps.</summary>
    public int SampleSize { get; }

    /// <summary>See <see cref="ExtraReader"/>.</summary>
    public ReadOnlySpan<byte> Extras { get; }

    /// <summary>Takes the first entry off a batch that is not empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BatchEntry TakeFrom(scoped ref ReadOnlySpan<byte> batch)
    {
        var entry = new BatchEntry(batch, out int length);
        batch = batch[length..];
        return entry;
    }
}
