using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// What is known of a stored group without reading its columns: streams and their times, templates, the forms of all columns with the values of those that have few. See
/// docs/formats/logs-block.md.
/// </summary>
internal sealed class GroupHeader : CachedPage, ITemplateSet
{
    /// <summary>No group has more rows.</summary>
    public const int MaxRows = 1 << 20;

    private const int Version = 1;

    private const int MaxValues = 1 << 23;

    /// <summary>How many rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Bytes of all lines.</summary>
    public required long LineBytes { get; init; }

    /// <summary>How many pages the group has.</summary>
    public required int Pages { get; init; }

    /// <summary>By stream: the row behind its last.</summary>
    public required int[] StreamEnds { get; init; }

    /// <summary>By stream: its first time.</summary>
    public required long[] StreamMinTimes { get; init; }

    /// <summary>By stream: its last time.</summary>
    public required long[] StreamMaxTimes { get; init; }

    /// <summary>Where the times lie: differences within a stream, in units of <see cref="TimeUnit"/> and numbers of <see cref="TimeWidth"/> bytes.</summary>
    public required PlaceInPage Times { get; init; }

    /// <summary>What all differences of times are multiples of, nanoseconds.</summary>
    public required long TimeUnit { get; init; }

    /// <summary>Bytes of a difference.</summary>
    public required int TimeWidth { get; init; }

    /// <summary>The templates; each has rows.</summary>
    public required LineTemplate[] Templates { get; init; }

    /// <summary>By template: how many rows.</summary>
    public required int[] TemplateRows { get; init; }

    /// <summary>Where the numbers of the rows' templates lie.</summary>
    public required PlaceInPage TemplateNumbers { get; init; }

    /// <summary>The columns of variables of lines; each holds the values of several templates' variables, one behind the other.</summary>
    public required ColumnInfo[] Columns { get; init; }

    /// <summary>By template and variable: the column and the place of the first value in it.</summary>
    public required (int Column, int First)[][] Variables { get; init; }

    /// <summary>The names of structured metadata, sorted.</summary>
    public required MetadataInfo[] Metadata { get; init; }

    /// <summary>The page of counts by stream, minute and level.</summary>
    public required int CountsPage { get; init; }

    /// <summary>The page of the token filter; negative when there is none.</summary>
    public required int FilterPage { get; init; }

    /// <summary>Whether texts are in the filter too.</summary>
    public required bool FilterHasTexts { get; init; }

    /// <summary>The earliest time.</summary>
    public long MinTime => StreamMinTimes.Min();

    /// <summary>The latest time.</summary>
    public long MaxTime => StreamMaxTimes.Max();

    /// <inheritdoc/>
    public override long MemoryBytes => 512 + (StreamEnds.Length * 20L) + Templates.Sum(static template => 200L + template.Key.Length + (template.Variables.Length * 24L))
        + Columns.Concat(Metadata.Select(static name => name.Column)).Sum(static column => 160L + column.Values.Sum(static value => 40L + value.Length));

    int ITemplateSet.TemplateCount => Templates.Length;

    /// <summary>The place of a name among <see cref="Metadata"/>; negative when no row has it.</summary>
    public int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Metadata.Length; i++)
        {
            if (Metadata[i].Name.Span.SequenceEqual(name))
            {
                return i;
            }
        }

        return -1;
    }

    int ITemplateSet.RowsOf(int template) => TemplateRows[template];

    LineTemplate ITemplateSet.TemplateAt(int template) => Templates[template];

    /// <summary>The rows of a stream: the first, and the one behind the last.</summary>
    public (int Start, int End) RowsOfStream(int stream) => (stream == 0 ? 0 : StreamEnds[stream - 1], StreamEnds[stream]);

    /// <summary>Adds the header's bytes to a page.</summary>
    public void WriteTo(BlockByteWriter page)
    {
        page.WriteByte(Version);
        page.WriteVarint(Rows);
        page.WriteVarint(LineBytes);
        page.WriteVarint(Pages);
        WriteStreams(page);
        Write(page, Times);
        page.WriteVarint(TimeUnit);
        page.WriteVarint(TimeWidth);
        Write(page, TemplateNumbers);
        page.WriteVarint(Columns.Length);
        foreach (ColumnInfo column in Columns)
        {
            column.WriteTo(page);
        }

        page.WriteVarint(Templates.Length);
        for (int i = 0; i < Templates.Length; i++)
        {
            page.WriteVarint(TemplateRows[i]);
            page.WriteVarint(Templates[i].Key.Length);
            page.Write(Templates[i].Key);
            foreach ((int column, _) in Variables[i])
            {
                page.WriteVarint(column);
            }
        }

        page.WriteVarint(Metadata.Length);
        foreach (MetadataInfo metadata in Metadata)
        {
            page.WriteVarint(metadata.Name.Length);
            page.Write(metadata.Name.Span);
            metadata.Column.WriteTo(page);
            page.WriteVarint(metadata.Present is null ? 0 : 1);
            if (metadata.Present is { } present)
            {
                Write(page, present);
            }
        }

        page.WriteVarint(CountsPage);
        page.WriteVarint(FilterPage + 1);
        page.WriteByte(FilterHasTexts ? (byte)1 : (byte)0);
    }

    /// <summary>Reads a header; whatever its columns' readers rely on is checked here.</summary>
    public static GroupHeader Read(ref BlockByteReader page)
    {
        if (page.ReadByte() != Version)
        {
            throw page.Corrupt("a group of an unknown version");
        }

        int rows = page.ReadInt(MaxRows);
        long lineBytes = (long)page.ReadVarint();
        int pages = page.ReadInt(1 << 20);
        (int[] ends, long[] minTimes, long[] maxTimes) = ReadStreams(ref page, rows);
        PlaceInPage times = ReadPlace(ref page, pages);
        long unit = (long)page.ReadVarint();
        int width = page.ReadInt(8);
        PlaceInPage numbers = ReadPlace(ref page, pages);
        if (rows == 0 || lineBytes < 0 || unit <= 0)
        {
            throw page.Corrupt("a group with impossible sizes");
        }

        var columns = new ColumnInfo[page.ReadCount()];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = ReadLineColumn(ref page, pages);
        }

        (LineTemplate[] templates, int[] templateRows, (int, int)[][] variables) = ReadTemplates(ref page, rows, columns);
        MetadataInfo[] metadata = ReadMetadata(ref page, rows, pages);
        int counts = page.ReadIndex(pages), filter = page.ReadInt(pages) - 1, flags = page.ReadByte();
        if (page.Left != 0)
        {
            throw page.Corrupt("a group's header has bytes left over");
        }

        return new GroupHeader
        {
            Rows = rows, LineBytes = lineBytes, Pages = pages, StreamEnds = ends, StreamMinTimes = minTimes, StreamMaxTimes = maxTimes, Times = times, TimeUnit = unit, TimeWidth = width,
            TemplateNumbers = numbers, Columns = columns, Templates = templates, TemplateRows = templateRows, Variables = variables, Metadata = metadata, CountsPage = counts,
            FilterPage = filter, FilterHasTexts = (flags & 1) != 0,
        };
    }

    private void WriteStreams(BlockByteWriter page)
    {
        page.WriteVarint(StreamEnds.Length);
        long last = 0;
        for (int i = 0; i < StreamEnds.Length; i++)
        {
            page.WriteVarint(StreamEnds[i] - (i == 0 ? 0 : StreamEnds[i - 1]));
            page.WriteSigned(unchecked(StreamMinTimes[i] - last));
            page.WriteVarint(unchecked((ulong)StreamMaxTimes[i] - (ulong)StreamMinTimes[i]));
            last = StreamMinTimes[i];
        }
    }

    private static (int[] Ends, long[] MinTimes, long[] MaxTimes) ReadStreams(ref BlockByteReader page, int rows)
    {
        int count = page.ReadCount(), end = 0;
        int[] ends = new int[count];
        long[] minTimes = new long[count], maxTimes = new long[count];
        long last = 0;
        for (int i = 0; i < count; i++)
        {
            int more = page.ReadInt(rows - end);
            ends[i] = end += more;
            last = minTimes[i] = unchecked(last + page.ReadSigned());
            maxTimes[i] = unchecked(last + (long)page.ReadVarint());
            if (more == 0 || maxTimes[i] < last)
            {
                throw page.Corrupt("a stream with impossible rows or times");
            }
        }

        return end == rows ? (ends, minTimes, maxTimes) : throw page.Corrupt("streams do not have all rows");
    }

    private static ColumnInfo ReadLineColumn(ref BlockByteReader page, int pages)
    {
        var column = ColumnInfo.Read(ref page, MaxValues, pages);
        bool isNumber = column.Variable.Kind == VariableKind.Number, isText = column.Variable.Kind == VariableKind.Text;
        bool fits = column.Form switch
        {
            ColumnForm.Constant or ColumnForm.Choice => true,
            ColumnForm.Offset or ColumnForm.Delta or ColumnForm.RowTime =>
                isNumber && column.Min >= 0 && DecimalText.LengthOf(column.Max) is var digits && digits <= LineTokenizer.MaxNumberDigits && (column.Digits <= 0 || digits <= column.Digits),
            ColumnForm.Text => isText,
            ColumnForm.Packed => true,
            _ => false,
        };
        return fits ? column : throw page.Corrupt("a column of lines of an impossible form");
    }

    private static (LineTemplate[] Templates, int[] Rows, (int, int)[][] Variables) ReadTemplates(ref BlockByteReader page, int rows, ColumnInfo[] columns)
    {
        int count = page.ReadCount();
        if (count > LineTemplates.MaxTemplates)
        {
            throw page.Corrupt("too many templates");
        }

        var templates = new LineTemplate[count];
        int[] templateRows = new int[count];
        var variables = new (int, int)[count][];
        long[] taken = new long[columns.Length];
        int left = rows;
        for (int i = 0; i < count; i++)
        {
            left -= templateRows[i] = page.ReadInt(left);
            ReadOnlySpan<byte> key = page.ReadBytes(page.ReadCount());
            if (templateRows[i] == 0 || !LineTemplate.IsKey(key))
            {
                throw page.Corrupt("a template that is none");
            }

            templates[i] = new LineTemplate(key.ToArray());
            variables[i] = new (int, int)[templates[i].Variables.Length];
            for (int variable = 0; variable < variables[i].Length; variable++)
            {
                int column = page.ReadIndex(columns.Length);
                if (columns[column].Variable != templates[i].Variables[variable])
                {
                    throw page.Corrupt("a variable in a column of another kind");
                }

                variables[i][variable] = (column, (int)taken[column]);
                taken[column] += templateRows[i];
                if (taken[column] > columns[column].Count)
                {
                    throw page.Corrupt("a column has too few values");
                }
            }
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (taken[i] != columns[i].Count)
            {
                throw page.Corrupt("a column has too many values");
            }
        }

        return left == 0 ? (templates, templateRows, variables) : throw page.Corrupt("templates do not have all rows");
    }

    private static MetadataInfo[] ReadMetadata(ref BlockByteReader page, int rows, int pages)
    {
        var metadata = new MetadataInfo[page.ReadCount()];
        for (int i = 0; i < metadata.Length; i++)
        {
            byte[] name = page.ReadBytes(page.ReadCount()).ToArray();
            var column = ColumnInfo.Read(ref page, rows, pages);
            PlaceInPage? present = page.ReadInt(1) == 0 ? null : ReadPlace(ref page, pages);
            if (name.Length == 0 || (i > 0 && metadata[i - 1].Name.Span.SequenceCompareTo(name) >= 0) || present is null != (column.Count == rows) || column.Form == ColumnForm.RowTime)
            {
                throw page.Corrupt("structured metadata of an impossible form");
            }

            metadata[i] = new MetadataInfo(name, column, present);
        }

        return metadata;
    }

    private static void Write(BlockByteWriter page, PlaceInPage place)
    {
        page.WriteVarint(place.Page);
        page.WriteVarint(place.Start);
    }

    private static PlaceInPage ReadPlace(ref BlockByteReader page, int pages) => new(page.ReadIndex(pages), page.ReadInt(BlockLayout.MaxRawLength));
}
