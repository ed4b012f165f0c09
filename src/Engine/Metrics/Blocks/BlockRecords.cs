using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Blocks;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>A metadata or exemplars section: records one behind the other, each <c>varint key bytes | key | zigzag time | varint body bytes |
/// body</c>.</summary>
public static class BlockRecords
{
    /// <summary>The section's bytes.</summary>
    public static byte[] Encode(IEnumerable<BlockRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        var bytes = new BlockByteWriter();
        foreach (BlockRecord record in records)
        {
            bytes.WriteVarint(record.Key.Length);
            bytes.Write(record.Key.Span);
            bytes.WriteSigned(record.Time);
            bytes.WriteVarint(record.Body.Length);
            bytes.Write(record.Body.Span);
        }

        return bytes.Written.ToArray();
    }

    /// <summary>The records of a section, as views of its bytes.</summary>
    /// <exception cref="CorruptBlockException">The bytes are no section.</exception>
    public static IReadOnlyList<BlockRecord> Decode(ReadOnlyMemory<byte> section)
    {
        var records = new List<BlockRecord>();
        var bytes = new BlockByteReader(section.Span, "block section", 0);
        while (bytes.Left > 0)
        {
            int keyLength = bytes.ReadCount(), key = bytes.Position;
            bytes.ReadBytes(keyLength);
            long time = bytes.ReadSigned();
            int bodyLength = bytes.ReadCount(), body = bytes.Position;
            bytes.ReadBytes(bodyLength);
            records.Add(new BlockRecord(section.Slice(key, keyLength), time, section.Slice(body, bodyLength)));
        }

        return records;
    }

    /// <summary>The newest record of each key, of equally new ones the last, in order of keys.</summary>
    public static IReadOnlyList<BlockRecord> NewestByKey(IEnumerable<BlockRecord> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        List<BlockRecord> sorted = Sorted(records);
        int kept = 0;
        for (int i = 0; i < sorted.Count; i++)
        {
            if (i + 1 == sorted.Count || !sorted[i].Key.Span.SequenceEqual(sorted[i + 1].Key.Span))
            {
                sorted[kept++] = sorted[i];
            }
        }

        sorted.RemoveRange(kept, sorted.Count - kept);
        return sorted;
    }

    /// <summary>The records of [<paramref name="minTime"/>, <paramref name="maxTime"/>] in order of keys and times, equal ones once.</summary>
    public static IReadOnlyList<BlockRecord> Between(IEnumerable<BlockRecord> records, long minTime, long maxTime)
    {
        ArgumentNullException.ThrowIfNull(records);
        List<BlockRecord> sorted = Sorted(records.Where(record => record.Time >= minTime && record.Time <= maxTime));
        int kept = 0;
        foreach (ref BlockRecord record in CollectionsMarshal.AsSpan(sorted))
        {
            BlockRecord before = kept > 0 ? sorted[kept - 1] : default;
            if (kept == 0 || before.Time != record.Time || !before.Key.Span.SequenceEqual(record.Key.Span) || !before.Body.Span.SequenceEqual(record.Body.Span))
            {
                sorted[kept++] = record;
            }
        }

        sorted.RemoveRange(kept, sorted.Count - kept);
        return sorted;
    }

    /// <summary>A stable sort, so that what came later stays later.</summary>
    private static List<BlockRecord> Sorted(IEnumerable<BlockRecord> records) =>
        [.. records.OrderBy(static record => record.Key, Comparer<ReadOnlyMemory<byte>>.Create(static (left, right) => left.Span.SequenceCompareTo(right.Span)))
            .ThenBy(static record => record.Time)];
}
