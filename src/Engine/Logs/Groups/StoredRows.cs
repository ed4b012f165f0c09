using System.Buffers;
using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Logs.Lines;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>The opened rows of a stored group. Pages are brought into memory as columns are asked for; each column is decoded when it is first looked at.</summary>
internal sealed class StoredRows : GroupRows
{
    private readonly StoredGroup _group;
    private readonly GroupScope _scope;
    private readonly Dictionary<int, ReadOnlyMemory<byte>> _pages = [];
    private readonly DecodedColumn?[] _columns;
    private RowSet? _deleted;
    private long[]? _times;
    private int[]? _streams;
    private ushort[]? _templateNumbers;

    private StoredRows(StoredGroup group, GroupScope scope)
        : base(scope, group.Rows)
    {
        (_group, _scope) = (group, scope);
        _columns = new DecodedColumn?[Header.Columns.Length];
    }

    public override bool IsSorted => true;

    public override ReadOnlySpan<long> Timestamps => (_times ??= DecodeTimes()).AsSpan(0, Count);

    public override ReadOnlySpan<int> Streams => (_streams ??= DecodeStreams()).AsSpan(0, Count);

    public override ReadOnlySpan<ushort> TemplateNumbers => (_templateNumbers ??= DecodeTemplateNumbers()).AsSpan(0, Count);

    public override IReadOnlyList<ReadOnlyMemory<byte>> MetadataNames => Array.ConvertAll(Header.Metadata, static metadata => metadata.Name);

    public override int TemplateCount => Header.Templates.Length;

    private GroupHeader Header => _group.Header;

    /// <summary>Opens a group: columns are loaded, and rows that were deleted are taken out of their streams.</summary>
    public static async ValueTask<StoredRows> OpenAsync(StoredGroup group, GroupScope scope, LogColumns columns, CancellationToken cancellationToken)
    {
        var rows = new StoredRows(group, scope);
        try
        {
            await rows.LoadAsync(columns, cancellationToken).ConfigureAwait(false);
            foreach (ScopedDeletion deletion in scope.Deletions)
            {
                await rows.DeleteAsync(deletion, cancellationToken).ConfigureAwait(false);
            }

            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    public override async ValueTask LoadAsync(LogColumns columns, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var needed = new SortedSet<int> { Header.Times.Page };
        if (columns.Lines || columns.LineLengths || !columns.Needles.IsEmpty)
        {
            needed.Add(Header.TemplateNumbers.Page);
        }

        if (columns.Lines || columns.LineLengths)
        {
            needed.UnionWith(Header.Columns.Where(column => columns.Lines || column.Form != ColumnForm.Packed).Select(static column => column.Page));
        }
        else
        {
            foreach (LineNeedle needle in columns.Needles)
            {
                AddColumnsFor(needle, needed);
            }
        }

        foreach (MetadataInfo metadata in Header.Metadata)
        {
            if (columns.AllMetadata || columns.Metadata.Any(name => name.Span.SequenceEqual(metadata.Name.Span)))
            {
                needed.Add(metadata.Column.Page);
                needed.Add(metadata.Present?.Page ?? -1);
            }
        }

        int[] missing = [.. needed.Where(page => page >= 0 && !_pages.ContainsKey(page))];
        if (missing.Length > 0)
        {
            ReadOnlyMemory<byte>[] read = await _group.Pages.ReadAsync(missing, cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < missing.Length; i++)
            {
                _pages.Add(missing[i], read[i]);
            }
        }
    }

    public override int RowsOf(int template) => Header.TemplateRows[template];

    public override LineTemplate TemplateAt(int template) => Header.Templates[template];

    public override PartColumn ColumnOf(int template, int variable)
    {
        (int column, int first) = Header.Variables[template][variable];
        return (_columns[column] ??= DecodeColumn(column)).From(first);
    }

    public override void Dispose()
    {
        base.Dispose();
        Return(ref _times);
        Return(ref _streams);
        Return(ref _templateNumbers);
        foreach (DecodedColumn? column in _columns)
        {
            column?.Dispose();
        }
    }

    protected override TemplateMatch[] MatchesOf(LineNeedle needle) => _group.MatchesOf(needle);

    protected override MetadataColumn DecodeMetadata(ReadOnlySpan<byte> name) =>
        Header.IndexOf(name) is var index && index < 0 ? MetadataColumn.Absent(Count) : MetadataDecoder.Decode(Header.Metadata[index], Count, PageAt);

    // Columns whose values decide whether a line contains the text, for templates and ways that may come true.
    private void AddColumnsFor(LineNeedle needle, SortedSet<int> needed)
    {
        TemplateMatch[] matches = _group.MatchesOf(needle);
        for (int template = 0; template < matches.Length; template++)
        {
            foreach (PartCondition[] way in matches[template].Ways)
            {
                foreach (PartCondition condition in way)
                {
                    needed.Add(Header.Columns[Header.Variables[template][condition.Variable].Column].Page);
                }
            }
        }
    }

    private async ValueTask DeleteAsync(ScopedDeletion deletion, CancellationToken cancellationToken)
    {
        var rows = new RowSet(Count);
        for (int stream = 0; stream < _scope.Streams.Length; stream++)
        {
            int number = _scope.Streams[stream];
            if (number >= 0 && deletion.Streams[number] && Header.StreamMinTimes[stream] <= deletion.MaxTime && Header.StreamMaxTimes[stream] >= deletion.MinTime)
            {
                AddBetween(Header.RowsOfStream(stream), deletion, rows);
            }
        }

        if (rows.IsEmpty)
        {
            return;
        }

        if (deletion.Filter is { } filter)
        {
            if (!await filter.MayMatchAsync(_group, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            await LoadAsync(filter.Columns, cancellationToken).ConfigureAwait(false);
            filter.Keep(_scope.Selection, this, rows);
        }

        // Not before the last filter has looked at streams, but then for good.
        _deleted ??= new RowSet(Count);
        _deleted.UnionWith(rows);
        if (_streams is not null)
        {
            MarkDeleted(_streams);
        }
    }

    private void AddBetween((int Start, int End) stream, ScopedDeletion deletion, RowSet rows)
    {
        ReadOnlySpan<long> times = Timestamps[stream.Start..stream.End];
        int first = LowerBound(times, deletion.MinTime);
        int end = deletion.MaxTime == long.MaxValue ? times.Length : LowerBound(times, deletion.MaxTime + 1);
        rows.AddRange(stream.Start + first, Math.Max(0, end - first));
    }

    private static int LowerBound(ReadOnlySpan<long> times, long time)
    {
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = times[middle] < time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void MarkDeleted(int[] streams)
    {
        foreach (int row in _deleted!)
        {
            streams[row] = -1;
        }
    }

    private BlockByteReader PageAt(PlaceInPage place)
    {
        if (!_pages.TryGetValue(place.Page, out ReadOnlyMemory<byte> page))
        {
            throw new InvalidOperationException("The column was not loaded.");
        }

        long offset = _group.Pages.OffsetOf(place.Page);
        var reader = new BlockByteReader(page.Span, _group.Pages.Name, offset);
        reader.ReadBytes(place.Start);
        return reader;
    }

    private long[] DecodeTimes()
    {
        BlockByteReader page = PageAt(Header.Times);
        long[] times = ArrayPool<long>.Shared.Rent(Count);
        Planes.Read(ref page, MemoryMarshal.Cast<long, ulong>(times.AsSpan(0, Count)), Header.TimeWidth);
        long groupMin = Header.MinTime, unit = Header.TimeUnit;
        for (int stream = 0; stream < Header.StreamEnds.Length; stream++)
        {
            (int start, int end) = Header.RowsOfStream(stream);
            long before = groupMin, wrong = 0;
            for (int row = start; row < end; row++)
            {
                long time = unchecked(before + (times[row] * unit));
                wrong |= unchecked(time - before);
                times[row] = before = time;
            }

            // Ascending from the stream's first time to its last: the rest of the code relies on it.
            if (times[start] != Header.StreamMinTimes[stream] || before != Header.StreamMaxTimes[stream] || wrong < 0)
            {
                ArrayPool<long>.Shared.Return(times);
                throw page.Corrupt("times that contradict the header");
            }
        }

        return times;
    }

    private int[] DecodeStreams()
    {
        int[] streams = ArrayPool<int>.Shared.Rent(Count);
        for (int stream = 0; stream < Header.StreamEnds.Length; stream++)
        {
            (int start, int end) = Header.RowsOfStream(stream);
            streams.AsSpan(start, end - start).Fill(_scope.Streams[stream]);
        }

        if (_deleted is not null)
        {
            MarkDeleted(streams);
        }

        return streams;
    }

    private ushort[] DecodeTemplateNumbers()
    {
        BlockByteReader page = PageAt(Header.TemplateNumbers);
        ulong[] numbers = ArrayPool<ulong>.Shared.Rent(Count);
        ushort[] templates = ArrayPool<ushort>.Shared.Rent(Count);
        int[] left = [.. Header.TemplateRows];
        try
        {
            Planes.Read(ref page, numbers.AsSpan(0, Count), Planes.WidthOf((ulong)(Header.Templates.Length - 1)));
            for (int row = 0; row < Count; row++)
            {
                if (numbers[row] >= (ulong)left.Length || left[(int)numbers[row]]-- == 0)
                {
                    throw page.Corrupt("a row with a template that there is not");
                }

                templates[row] = (ushort)numbers[row];
            }

            return templates;
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(numbers);
        }
    }

    private DecodedColumn DecodeColumn(int column)
    {
        ColumnInfo info = Header.Columns[column];
        if (info.Form == ColumnForm.RowTime)
        {
            return DecodedColumn.Decode(info, PageAt(Header.Times), TimesOf(column));
        }

        return DecodedColumn.Decode(info, info.Page < 0 ? default : PageAt(new PlaceInPage(info.Page, info.Start)), default);
    }

    // The times of the rows of a column's values: those of each template that has a variable in it, one behind the other.
    private long[] TimesOf(int column)
    {
        long[] times = new long[Header.Columns[column].Count];
        int[] next = new int[Header.Templates.Length];
        ReadOnlySpan<long> rowTimes = Timestamps;
        ReadOnlySpan<ushort> templates = TemplateNumbers;
        for (int occurrence = 0; ; occurrence++)
        {
            bool any = false;
            for (int template = 0; template < next.Length; template++)
            {
                next[template] = OccurrenceOf(column, template, occurrence);
                any |= next[template] >= 0;
            }

            if (!any)
            {
                return times;
            }

            for (int row = 0; row < templates.Length; row++)
            {
                ref int at = ref next[templates[row]];
                if (at >= 0)
                {
                    times[at++] = rowTimes[row];
                }
            }
        }
    }

    private int OccurrenceOf(int column, int template, int occurrence)
    {
        foreach ((int one, int first) in Header.Variables[template])
        {
            if (one == column && occurrence-- == 0)
            {
                return first;
            }
        }

        return -1;
    }

    private static void Return<T>(ref T[]? array)
    {
        if (Interlocked.Exchange(ref array, null) is { } rented)
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }
}
