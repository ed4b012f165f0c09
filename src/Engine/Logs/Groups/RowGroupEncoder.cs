using System.Text;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Logs.Reading;
using ZstdSharp;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Turns a builder's rows into a stored group: sorted by stream and time, column by column, compressed. The builder is only read.</summary>
internal sealed class RowGroupEncoder : IDisposable
{
    private readonly Compressor _compressor;
    private readonly ColumnEncoder _encoder;

    /// <summary>An encoder that compresses at a zstd level; for one thread at a time.</summary>
    public RowGroupEncoder(int compressionLevel)
    {
        _compressor = new Compressor(compressionLevel);
        _encoder = new ColumnEncoder(_compressor);
    }

    /// <summary>The group of a builder that has rows.</summary>
    public EncodedGroup Encode(RowGroupBuilder builder)
    {
        var order = RowOrder.Of(builder);
        var pages = new GroupPageWriter(_compressor);
        var tokens = new TokenCollector();
        long[] times = Array.ConvertAll(order.Rows, row => builder.Timestamps[row]);
        (PlaceInPage timesPlace, long unit, int width) = WriteTimes(pages, order.StreamEnds, times, builder.MinTime);
        pages.EndPage();
        var lines = new LineColumnsWriter(builder, order.Rows, pages, tokens, _encoder);
        PlaceInPage numbers = lines.WriteNumbers(_compressor);
        pages.EndPage();
        ColumnInfo[] columns = lines.WriteColumns();
        pages.EndPage();
        MetadataInfo[] metadata = new MetadataWriter(builder, order.Rows, pages, tokens, _encoder, _compressor).Write();
        int counts = pages.AddCompressed(Counts(builder, order, times));
        TokenFilter? filter = tokens.Build();
        int[] ends = order.StreamEnds;
        long[] minTimes = new long[ends.Length], maxTimes = new long[ends.Length];
        for (int stream = 0; stream < ends.Length; stream++)
        {
            (minTimes[stream], maxTimes[stream]) = (times[stream == 0 ? 0 : ends[stream - 1]], times[ends[stream] - 1]);
        }

        int filterPage = filter is null ? -1 : pages.AddCompressed(filter.Bytes.Span);
        var header = new GroupHeader
        {
            Rows = builder.Count,
            LineBytes = builder.LineBytes,
            Pages = pages.Pages.Count,
            StreamEnds = ends,
            StreamMinTimes = minTimes,
            StreamMaxTimes = maxTimes,
            Times = timesPlace,
            TimeUnit = unit,
            TimeWidth = width,
            Templates = lines.Templates,
            TemplateRows = lines.Rows,
            TemplateNumbers = numbers,
            Columns = columns,
            Variables = lines.Variables,
            Metadata = metadata,
            CountsPage = counts,
            FilterPage = filterPage,
            FilterHasTexts = filter?.HasTexts ?? false,
        };
        var bytes = new BlockByteWriter();
        header.WriteTo(bytes);
        return new EncodedGroup(header, pages.Compress(bytes.Written), pages.Pages, order.Streams);
    }

    public void Dispose() => _compressor.Dispose();

    // A stream's first time is kept as the distance from the group's first; all others as the distance from the one before.
    private (PlaceInPage Place, long Unit, int Width) WriteTimes(GroupPageWriter pages, int[] streamEnds, long[] times, long minTime)
    {
        ulong[] distances = new ulong[times.Length];
        ulong unit = 0, largest = 0;
        for (int stream = 0, row = 0; stream < streamEnds.Length; stream++)
        {
            for (long before = minTime; row < streamEnds[stream]; before = times[row++])
            {
                ulong distance = unchecked((ulong)times[row] - (ulong)before);
                distances[row] = distance;
                unit = unit == 1 ? 1 : CommonDivisor(unit, distance);
                largest = Math.Max(largest, distance);
            }
        }

        // The unit is stored as a positive number, so a single distance beyond that is taken as it is.
        unit = unit is 0 or > long.MaxValue ? 1 : unit;
        for (int i = 0; unit > 1 && i < distances.Length; i++)
        {
            distances[i] /= unit;
        }

        PlaceInPage place = pages.Next();
        int width = Planes.WidthOf(largest / unit);
        Planes.Write(pages.Body, distances, width, _compressor);
        return (place, (long)unit, width);
    }

    private static ulong CommonDivisor(ulong left, ulong right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }

    private static ReadOnlySpan<byte> Counts(RowGroupBuilder builder, RowOrder order, long[] times)
    {
        int[] lengths = Array.ConvertAll(order.Rows, row => builder.LineLengths[row]);
        (byte[][] levels, int[] levelOf) = LevelsOf(builder, order.Rows);
        var page = new BlockByteWriter();
        RowCounts.Of(order.StreamEnds, times, lengths, levelOf, levels).WriteTo(page);
        return page.Written;
    }

    /// <summary>The levels of a builder's rows, in the order given; the first level is none.</summary>
    public static (byte[][] Levels, int[] LevelOf) LevelsOf(RowGroupBuilder builder, ReadOnlySpan<int> rows)
    {
        int[] levelOf = new int[rows.Length];
        MetadataValues? level = builder.Metadata.FirstOrDefault(static values => values.Name.AsSpan().SequenceEqual(LogLevels.MetadataNameUtf8));
        if (level is null)
        {
            return ([[]], levelOf);
        }

        // The same value may have several codes.
        var levels = new List<byte[]> { Array.Empty<byte>() };
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var byCode = new Dictionary<int, int>();
        int known = level.Rows;
        int[] codes = level.Codes;
        for (int i = 0; i < levelOf.Length; i++)
        {
            int code = rows[i] < known ? codes[rows[i]] : MetadataValues.None;
            if (code == MetadataValues.None)
            {
                continue;
            }

            if (!byCode.TryGetValue(code, out int number))
            {
                ReadOnlySpan<byte> value = level.ValueOf(code);
                string text = Encoding.Latin1.GetString(value);
                if (!numbers.TryGetValue(text, out number))
                {
                    numbers.Add(text, number = levels.Count);
                    levels.Add(value.ToArray());
                }

                byCode.Add(code, number);
            }

            levelOf[i] = number;
        }

        return ([.. levels], levelOf);
    }
}
