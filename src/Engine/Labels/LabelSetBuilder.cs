using System.Text;

namespace Orleans.Obs.Engine.Labels;

/// <summary>Makes canonical label sets out of labels in any order. Reusable: <see cref="Reset()"/> starts over. Not thread-safe.</summary>
public sealed class LabelSetBuilder
{
    private readonly List<(byte[] Name, byte[] Value)> _labels = [];

    /// <summary>Forgets all labels.</summary>
    public void Reset() => _labels.Clear();

    /// <summary>Forgets all labels and starts with those of <paramref name="labels"/>.</summary>
    public void Reset(LabelSet labels)
    {
        _labels.Clear();
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            _labels.Add((reader.Name.ToArray(), reader.Value.ToArray()));
        }
    }

    /// <summary>Sets a label; an empty value removes it.</summary>
    public void Set(string name, string value) => Set(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));

    /// <summary>Sets a label; an empty value removes it.</summary>
    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int index = IndexOf(name);
        if (index >= 0)
        {
            if (value.IsEmpty)
            {
                _labels.RemoveAt(index);
            }
            else
            {
                _labels[index] = (_labels[index].Name, value.ToArray());
            }
        }
        else if (!value.IsEmpty)
        {
            _labels.Add((name.ToArray(), value.ToArray()));
        }
    }

    /// <summary>Removes a label if it is there.</summary>
    public void Remove(ReadOnlySpan<byte> name)
    {
        int index = IndexOf(name);
        if (index >= 0)
        {
            _labels.RemoveAt(index);
        }
    }

    /// <summary>The canonical set, in a buffer of its own.</summary>
    public LabelSet ToLabelSet()
    {
        if (_labels.Count == 0)
        {
            return LabelSet.Empty;
        }

        _labels.Sort(static (left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        int total = 0;
        foreach ((byte[] name, byte[] value) in _labels)
        {
            int inner = LabelEncoding.SizeOf(name.Length, value.Length);
            total += 1 + LabelEncoding.VarintSize(inner) + inner;
        }

        byte[] buffer = new byte[total];
        int at = 0;
        foreach ((byte[] name, byte[] value) in _labels)
        {
            at += LabelEncoding.Write(buffer.AsSpan(at), name, value);
        }

        return new LabelSet(buffer, 0, total);
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _labels.Count; i++)
        {
            if (name.SequenceEqual(_labels[i].Name))
            {
                return i;
            }
        }

        return -1;
    }
}
