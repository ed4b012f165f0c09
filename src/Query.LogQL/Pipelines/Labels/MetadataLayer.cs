using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Query.LogQL.Pipelines.Labels;

/// <summary>
/// The structured metadata of the rows of one group, by the numbers of their names. Columns are decoded when they are first asked for. Where a stream has a label of the same name, the
/// metadata go by another one, so a group may have several layers over the same columns.
/// </summary>
internal sealed class MetadataLayer
{
    private readonly ILogRows? _rows;
    private readonly int[] _names;
    private readonly ReadOnlyMemory<byte>[] _stored;
    private readonly MetadataColumn?[] _columns;

    private MetadataLayer(ILogRows? rows, int[] names, ReadOnlyMemory<byte>[] stored, MetadataColumn?[] columns) => (_rows, _names, _stored, _columns) = (rows, names, stored, columns);

    public static MetadataLayer Empty { get; } = new(null, [], [], []);

    public ReadOnlySpan<int> Names => _names;

    /// <summary>The layer of an opened group, of all of its names or some.</summary>
    public static MetadataLayer Of(ILogRows rows, IReadOnlyList<ReadOnlyMemory<byte>> stored, NameTable table)
    {
        if (stored.Count == 0)
        {
            return Empty;
        }

        int[] names = new int[stored.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = table.GetOrAdd(stored[i].Span);
        }

        return new MetadataLayer(rows, names, [.. stored], new MetadataColumn?[names.Length]);
    }

    public MetadataColumn ColumnAt(int index) => _columns[index] ??= _rows!.Metadata(_stored[index].Span);

    public MetadataColumn? Find(int name)
    {
        int index = _names.AsSpan().IndexOf(name);
        return index < 0 ? null : ColumnAt(index);
    }

    /// <summary>The layer for the rows of a stream: this one, unless a name is taken.</summary>
    public MetadataLayer For(StreamLabels stream, NameTable table)
    {
        int[]? renamed = null;
        for (int i = 0; i < _names.Length; i++)
        {
            if (stream.Has(_names[i]))
            {
                renamed ??= [.. _names];
                renamed[i] = table.ExtractedOf(_names[i]);
            }
        }

        return renamed is null ? this : new MetadataLayer(_rows, renamed, _stored, _columns);
    }
}
