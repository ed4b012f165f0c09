using System.Buffers.Binary;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Protocols.Logs;

namespace Orleans.Obs.Protocols.Tests.Logs;

/// <summary>A line as shards get it, in words: <c>{labels} time line [name=value …]</c>.</summary>
internal sealed record StoredRow(string Stream, long Time, string Line, string Metadata)
{
    public override string ToString() => Metadata.Length == 0 ? $"{Stream} {Time} {Line}" : $"{Stream} {Time} {Line} [{Metadata}]";

    /// <summary>All rows of all slots, slot by slot.</summary>
    public static List<StoredRow> Of(LogBatches batches)
    {
        var rows = new List<StoredRow>();
        for (int slot = 0; slot < batches.Slots; slot++)
        {
            byte[] batch = batches.BatchOf(slot).ToArray();
            for (int at = 0; at < batch.Length;)
            {
                ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(batch.AsSpan(at));
                int labels = BinaryPrimitives.ReadInt32LittleEndian(batch.AsSpan(at + 16)), count = BinaryPrimitives.ReadInt32LittleEndian(batch.AsSpan(at + 20));
                int end = at + LogsBatchWriter.EntryHeaderSize + labels + BinaryPrimitives.ReadInt32LittleEndian(batch.AsSpan(at + 24));
                at += LogsBatchWriter.EntryHeaderSize;
                var set = new LabelSet(batch, at, labels);
                Assert.Equal(hash, (ulong)set.Hash);
                Assert.Equal(slot, (int)(hash & (uint)(batches.Slots - 1)));
                at += labels;
                for (int row = 0; row < count; row++)
                {
                    rows.Add(Read(batch, ref at, set));
                }

                Assert.Equal(end, at);
            }
        }

        return rows;
    }

    /// <summary>All rows in words.</summary>
    public static string[] Texts(LogBatches batches) => [.. Of(batches).Select(static row => row.ToString())];

    private static StoredRow Read(byte[] batch, ref int at, LabelSet labels)
    {
        long time = BinaryPrimitives.ReadInt64LittleEndian(batch.AsSpan(at));
        int line = BinaryPrimitives.ReadInt32LittleEndian(batch.AsSpan(at + 8)), metadata = BinaryPrimitives.ReadInt32LittleEndian(batch.AsSpan(at + 12));
        at += LogsBatchWriter.RowHeaderSize;
        var pairs = new List<string>();
        var reader = new MetadataReader(batch.AsSpan(at, metadata));
        while (reader.Read())
        {
            pairs.Add($"{Encoding.UTF8.GetString(reader.Name)}={Encoding.UTF8.GetString(reader.Value)}");
        }

        Assert.False(reader.IsDamaged);
        at += metadata;
        string text = Encoding.UTF8.GetString(batch, at, line);
        at += line;
        return new StoredRow(labels.ToString(), time, text, string.Join(' ', pairs));
    }
}
