using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Query.LogQL.Pipelines.Labels;

/// <summary>Makes canonical label bytes out of a row's labels. Reusable; not thread-safe.</summary>
internal sealed class LabelSetWriter(NameTable names)
{
    private readonly List<Entry> _entries = [];
    private byte[] _values = new byte[1024];
    private byte[] _bytes = new byte[1024];
    private int _valuesLength;

    /// <summary>True when empty values are left out, as in the labels of series.</summary>
    public bool DropsEmpty { get; init; }

    public void Clear()
    {
        _entries.Clear();
        _valuesLength = 0;
    }

    public void Add(int name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty && DropsEmpty)
        {
            return;
        }

        if (_valuesLength + value.Length > _values.Length)
        {
            Array.Resize(ref _values, Math.Max(_valuesLength + value.Length, 2 * _values.Length));
        }

        value.CopyTo(_values.AsSpan(_valuesLength));
        _entries.Add(new Entry(name, _valuesLength, value.Length));
        _valuesLength += value.Length;
    }

    /// <summary>The canonical bytes; they are overwritten by the next call.</summary>
    public ReadOnlySpan<byte> Complete()
    {
        if (_entries.Count > 1)
        {
            _entries.Sort((left, right) => names[left.Name].SequenceCompareTo(names[right.Name]));
        }

        int length = 0;
        foreach (Entry entry in _entries)
        {
            ReadOnlySpan<byte> name = names[entry.Name];
            int size = LabelEncoding.SizeOf(name.Length, entry.Length) + 6;
            if (length + size > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(length + size, 2 * _bytes.Length));
            }

            length += LabelEncoding.Write(_bytes.AsSpan(length), name, _values.AsSpan(entry.Offset, entry.Length));
        }

        return _bytes.AsSpan(0, length);
    }

    /// <summary>The labels of the row's stream that still show.</summary>
    public void AddStream(RowLabels row)
    {
        StreamLabels stream = row.Stream;
        for (int i = 0; i < stream.Names.Length; i++)
        {
            if (row.Shows(stream.Names[i]))
            {
                Add(stream.Names[i], stream.ValueAt(i));
            }
        }
    }

    /// <summary>The row's metadata that still show.</summary>
    public void AddMetadata(RowLabels row)
    {
        MetadataLayer layer = row.Metadata;
        for (int i = 0; i < layer.Names.Length; i++)
        {
            MetadataColumn column = layer.ColumnAt(i);
            if (row.HasIn(column) && row.Shows(layer.Names[i]))
            {
                Add(layer.Names[i], row.ValueIn(column));
            }
        }
    }

    /// <summary>What the pipeline set, and its errors.</summary>
    public void AddParsed(RowLabels row)
    {
        for (int i = 0; i < row.ParsedCount; i++)
        {
            Add(row.ParsedName(i), row.ParsedValue(i));
        }

        if (row.HasError)
        {
            Add(NameTable.Error, System.Text.Encoding.UTF8.GetBytes(row.Error));
        }

        if (row.ErrorDetails.Length > 0)
        {
            Add(NameTable.ErrorDetails, Common.Text.GoLiteral.Encode(row.ErrorDetails));
        }
    }

    /// <summary>Takes labels of some names out again.</summary>
    public void Remove(int[] without) => _entries.RemoveAll(entry => without.AsSpan().Contains(entry.Name));

    /// <summary>All labels of the row.</summary>
    public void AddAll(RowLabels row)
    {
        AddStream(row);
        AddMetadata(row);
        AddParsed(row);
    }

    private readonly record struct Entry(int Name, int Offset, int Length);
}
