using System.Text;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Groups;
using Orleans.Obs.Engine.Logs.Lines;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Tests.Logs.Groups;

/// <summary>Random rows, the group that they make in its two forms, and the rows themselves to compare with.</summary>
internal sealed class GroupModel
{
    public sealed record Row(int Stream, long Time, byte[] Line, SortedDictionary<string, string> Metadata);


    public GroupModel(int seed, int rows, bool oneKind = false)
    {
        Random = new Random(seed);
        Lines = new RandomLines(Random);
        long start = Random.Next(2) == 0 ? 1_700_000_000_000_000_000 : Random.NextInt64(-10_000_000_000, 10_000_000_000);
        long unit = Random.Next(3) switch { 0 => 1, 1 => 1_000_000, _ => 1_000_000_000 };
        int streams = Random.Next(1, 8);
        byte[]? kind = oneKind ? Lines.Next(start) : null;
        Builder = new RowGroupBuilder(new LineTemplates());
        for (int i = 0; i < rows; i++)
        {
            long time = start + (Random.Next(4) == 0 ? Random.Next(rows) : i) * unit;
            var row = new Row(Random.Next(streams) * 3, time, kind ?? Lines.Next(time), RandomMetadata.Next(Random));
            Arrived.Add(row);
            Builder.Add(row.Stream, row.Time, RandomMetadata.Encode(row.Metadata), row.Line);
        }

        Sorted = [.. Arrived.OrderBy(static row => row.Stream).ThenBy(static row => row.Time)];
    }

    public Random Random { get; }

    public RandomLines Lines { get; }

    public RowGroupBuilder Builder { get; }

    public List<Row> Arrived { get; } = [];

    public List<Row> Sorted { get; }

    /// <summary>The group that still grows; every stream is selected under its own number.</summary>
    public ILogGroup Open() => new OpenGroup(Builder, 0, new GroupScope(TestSelection.All, [.. Enumerable.Range(0, 30)], []));

    /// <summary>The stored group, read back from its bytes.</summary>
    public ILogGroup Stored(int level = 1) => Stored(out _, level);

    public ILogGroup Stored(out EncodedGroup encoded, int level = 1)
    {
        using var encoder = new RowGroupEncoder(level);
        encoded = encoder.Encode(Builder);
        return Read(encoded.HeaderPage, encoded.Pages, encoded.Streams);
    }

    public static ILogGroup Read(GroupPage headerPage, IReadOnlyList<GroupPage> pages, int[] streams)
    {
        ReadOnlyMemory<byte> raw = new MemoryPages([headerPage]).ReadAsync([0], default).AsTask().GetAwaiter().GetResult()[0];
        var reader = new BlockByteReader(raw.Span, "test", 0);
        return new StoredGroup(GroupHeader.Read(ref reader), new MemoryPages(pages), new GroupScope(TestSelection.All, streams, []));
    }

    public static string Text(Row row) => Text(row.Stream, row.Time, row.Line, row.Metadata);

    /// <summary>Everything that opened rows show, one text a row.</summary>
    public static IEnumerable<string> Show(ILogRows rows)
    {
        var all = new RowSet(rows.Count);
        all.Fill();
        var lines = new LineBuffer();
        rows.ReadLines(all, lines);
        var texts = new List<string>();
        byte[] scratch = new byte[20];
        for (int row = 0; row < rows.Count; row++)
        {
            var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (ReadOnlyMemory<byte> name in rows.MetadataNames)
            {
                MetadataColumn column = rows.Metadata(name.Span);
                if (column.Has(row))
                {
                    metadata.Add(Encoding.UTF8.GetString(name.Span), Encoding.UTF8.GetString(column.ValueOf(row, scratch)));
                }
            }

            Assert.Equal(row, lines.Rows[row]);
            Assert.Equal(lines[row].Length, rows.LineLengths[row]);
            texts.Add(Text(rows.Streams[row], rows.Timestamps[row], lines[row].ToArray(), metadata));
        }

        return texts;
    }

    private static string Text(int stream, long time, byte[] line, SortedDictionary<string, string> metadata) =>
        $"{stream} {time} {Convert.ToHexString(line)} {string.Join(' ', metadata.Select(static pair => $"{pair.Key}={pair.Value}"))}";

    private sealed class TestSelection : ILogSelection
    {
        public static TestSelection All { get; } = new();

        public IReadOnlyList<LabelSet> Streams => [];

        public IReadOnlyList<ILogGroup> Groups => [];

        public long MinTime => long.MinValue;

        public long MaxTime => long.MaxValue;

        public void Dispose()
        {
        }
    }
}
