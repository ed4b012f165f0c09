using System.Globalization;
using System.Text;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Testing;

/// <summary>An opened group; what was not asked for when it was opened is an error to use, as it is in a stored group.</summary>
internal sealed class InMemoryLogRows(ILogSelection selection, List<(int Stream, InMemoryLogRow Row)> rows, LogColumns columns) : ILogRows
{
    private const int MostChoices = 4;

    private readonly long[] _timestamps = [.. rows.Select(static row => row.Row.Timestamp)];
    private readonly int[] _streams = [.. rows.Select(static row => row.Stream)];
    private readonly int[] _lengths = [.. rows.Select(static row => row.Row.Line.Length)];
    private readonly List<LogColumns> _loaded = [columns];

    public int Count => rows.Count;

    public ReadOnlySpan<long> Timestamps => _timestamps;

    public ReadOnlySpan<int> Streams => _streams;

    public bool IsSorted => false;

    public ReadOnlySpan<int> LineLengths => Loaded(static columns => columns.LineLengths || columns.Lines) ? _lengths : throw NotLoaded("lengths of lines");

    public IReadOnlyList<ReadOnlyMemory<byte>> MetadataNames =>
        [.. rows.SelectMany(static row => row.Row.Metadata).Select(static pair => pair.Key).Distinct().Order(StringComparer.Ordinal).Select(static name => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(name)))];

    public static bool Contains(ReadOnlySpan<byte> line, LineNeedle needle)
    {
        if (!needle.IgnoreCase)
        {
            return line.IndexOf(needle.Text.Span) >= 0;
        }

        int length = needle.Text.Length;
        for (int at = 0; at + length <= line.Length; at++)
        {
            if (FoldedEqual(line.Slice(at, length), needle.Text.Span))
            {
                return true;
            }
        }

        return false;
    }

    public ValueTask LoadAsync(LogColumns columns, CancellationToken cancellationToken)
    {
        _loaded.Add(columns);
        return default;
    }

    public RowSet SelectedRows()
    {
        var selected = new RowSet(Count);
        for (int row = 0; row < Count; row++)
        {
            if (_streams[row] >= 0 && _timestamps[row] >= selection.MinTime && _timestamps[row] <= selection.MaxTime)
            {
                selected.Add(row);
            }
        }

        return selected;
    }

    public void Match(LineNeedle needle, RowSet candidates, bool negated = false)
    {
        if (!Loaded(columns => columns.Lines || columns.Needles.Contains(needle)))
        {
            throw NotLoaded("lines to search");
        }

        foreach (int row in candidates)
        {
            if (Contains(rows[row].Row.Line, needle) == negated)
            {
                candidates.Remove(row);
            }
        }
    }

    public void ReadLines(RowSet wanted, LineBuffer destination)
    {
        if (!Loaded(static columns => columns.Lines))
        {
            throw NotLoaded("lines");
        }

        int count = wanted.Count, bytes = 0, line = 0;
        foreach (int row in wanted)
        {
            bytes += _lengths[row];
        }

        (byte[] text, int[] offsets, int[] numbers) = destination.Prepare(bytes, count);
        foreach (int row in wanted)
        {
            rows[row].Row.Line.CopyTo(text, offsets[line]);
            offsets[line + 1] = offsets[line] + _lengths[row];
            numbers[line++] = row;
        }

        destination.Complete(count);
    }

    public MetadataColumn Metadata(ReadOnlySpan<byte> name)
    {
        byte[] utf8 = name.ToArray();
        if (!Loaded(columns => columns.AllMetadata || columns.Metadata.Any(other => other.Span.SequenceEqual(utf8))))
        {
            throw NotLoaded($"metadata {Encoding.UTF8.GetString(name)}");
        }

        string text = Encoding.UTF8.GetString(name);
        string?[] values = [.. rows.Select(row => row.Row.ValueOf(text))];
        string[] different = [.. values.OfType<string>().Distinct()];
        var present = new RowSet(Count);
        for (int row = 0; row < Count; row++)
        {
            if (values[row] is not null)
            {
                present.Add(row);
            }
        }

        RowSet? some = present.Count == Count ? null : present;
        if (different.Length == 0)
        {
            return MetadataColumn.Absent(Count);
        }

        if (different.Length == 1)
        {
            return MetadataColumn.OfConstant(Count, some, Encoding.UTF8.GetBytes(different[0]));
        }

        if (different.Length <= MostChoices)
        {
            return MetadataColumn.OfDictionary(
                Count, some, [.. different.Select(static value => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(value)))], values.Select(value => Array.IndexOf(different, value)).ToArray());
        }

        if (different.All(static value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number.ToString(CultureInfo.InvariantCulture) == value))
        {
            return MetadataColumn.OfNumbers(Count, some, values.Select(static value => value is null ? 0 : long.Parse(value, CultureInfo.InvariantCulture)).ToArray());
        }

        byte[][] texts = [.. values.Select(static value => Encoding.UTF8.GetBytes(value ?? ""))];
        int[] offsets = new int[Count + 1];
        for (int row = 0; row < Count; row++)
        {
            offsets[row + 1] = offsets[row] + texts[row].Length;
        }

        return MetadataColumn.OfTexts(Count, some, texts.SelectMany(static value => value).ToArray(), offsets);
    }

    public void Dispose() => _loaded.Clear();

    private static bool FoldedEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i] && !(char.IsAsciiLetter((char)left[i]) && (left[i] | 0x20) == (right[i] | 0x20)))
            {
                return false;
            }
        }

        return true;
    }

    private static InvalidOperationException NotLoaded(string what) => new($"The group was not opened for {what}.");

    private bool Loaded(Predicate<LogColumns> asks) => _loaded.Exists(asks);
}
