using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Labels;

/// <summary>The labels of a stream, by the numbers of their names.</summary>
internal sealed class StreamLabels
{
    private readonly int[] _names;
    private readonly (int Offset, int Length)[] _values;

    public StreamLabels(LabelSet labels, NameTable names)
    {
        Labels = labels;
        Hash = (ulong)labels.Hash;
        var numbers = new List<int>();
        var values = new List<(int Offset, int Length)>();
        int end = 0;
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            // A label's bytes end with its value.
            end += reader.Label.Length;
            numbers.Add(names.GetOrAdd(reader.Name));
            values.Add((end - reader.Value.Length, reader.Value.Length));
        }

        (_names, _values) = ([.. numbers], [.. values]);
    }

    public LabelSet Labels { get; }

    /// <summary>Orders lines of one time that are of different streams.</summary>
    public ulong Hash { get; }

    /// <summary>The numbers of the names, in order of the names.</summary>
    public ReadOnlySpan<int> Names => _names;

    public bool Has(int name) => _names.AsSpan().Contains(name);

    public ReadOnlySpan<byte> ValueAt(int index) => Labels.Bytes.Slice(_values[index].Offset, _values[index].Length);

    public bool TryGet(int name, out ReadOnlySpan<byte> value)
    {
        int index = _names.AsSpan().IndexOf(name);
        value = index < 0 ? default : ValueAt(index);
        return index >= 0;
    }
}
