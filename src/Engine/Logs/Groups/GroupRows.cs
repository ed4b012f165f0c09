using System.Buffers;
using Orleans.Obs.Engine.Logs.Lines;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>The opened rows of a group, stored or still growing: what both do in the same way.</summary>
internal abstract class GroupRows : ILogRows, ILineParts
{
    private readonly GroupScope _scope;
    private readonly LineColumn _lines;
    private readonly Dictionary<string, MetadataColumn> _metadata = new(StringComparer.Ordinal);
    private int[]? _lengths;

    protected GroupRows(GroupScope scope, int count)
    {
        (_scope, Count) = (scope, count);
        _lines = new LineColumn(this);
    }

    public int Count { get; }

    public abstract ReadOnlySpan<long> Timestamps { get; }

    public abstract ReadOnlySpan<int> Streams { get; }

    public abstract bool IsSorted { get; }

    public virtual ReadOnlySpan<int> LineLengths
    {
        get
        {
            if (_lengths is null)
            {
                _lengths = ArrayPool<int>.Shared.Rent(Count);
                _lines.ReadLengths(_lengths);
            }

            return _lengths.AsSpan(0, Count);
        }
    }

    public abstract IReadOnlyList<ReadOnlyMemory<byte>> MetadataNames { get; }

    int ILineParts.Rows => Count;

    public abstract int TemplateCount { get; }

    public abstract ReadOnlySpan<ushort> TemplateNumbers { get; }

    public abstract ValueTask LoadAsync(LogColumns columns, CancellationToken cancellationToken);

    public abstract int RowsOf(int template);

    public abstract LineTemplate TemplateAt(int template);

    public abstract PartColumn ColumnOf(int template, int variable);

    public RowSet SelectedRows()
    {
        var selected = new RowSet(Count);
        ReadOnlySpan<int> streams = Streams;
        ReadOnlySpan<long> times = Timestamps;
        (long min, long max) = (_scope.Selection.MinTime, _scope.Selection.MaxTime);
        Span<ulong> words = selected.Words;
        for (int word = 0; word < words.Length; word++)
        {
            int first = word << 6, end = Math.Min(Count, first + 64);
            ulong bits = 0;
            for (int row = first; row < end; row++)
            {
                bool isIn = streams[row] >= 0 & times[row] >= min & times[row] <= max;
                bits |= (isIn ? 1UL : 0) << row;
            }

            words[word] = bits;
        }

        return selected;
    }

    public void Match(LineNeedle needle, RowSet rows, bool negated = false)
    {
        ArgumentNullException.ThrowIfNull(needle);
        _lines.Match(MatchesOf(needle), rows, negated);
    }

    public void ReadLines(RowSet rows, LineBuffer destination) => _lines.Read(rows, destination);

    public MetadataColumn Metadata(ReadOnlySpan<byte> name)
    {
        string key = System.Text.Encoding.Latin1.GetString(name);
        if (!_metadata.TryGetValue(key, out MetadataColumn? column))
        {
            _metadata.Add(key, column = DecodeMetadata(name));
        }

        return column;
    }

    public virtual void Dispose()
    {
        _lines.Dispose();
        if (_lengths is not null)
        {
            ArrayPool<int>.Shared.Return(_lengths);
            _lengths = null;
        }
    }

    /// <summary>Which lines of each template contain a text.</summary>
    protected abstract TemplateMatch[] MatchesOf(LineNeedle needle);

    /// <summary>Makes the column of one name.</summary>
    protected abstract MetadataColumn DecodeMetadata(ReadOnlySpan<byte> name);
}
