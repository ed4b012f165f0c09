using Orleans.Obs.Engine.Encodings;

namespace Orleans.Obs.Engine.Logs.Ingest;

/// <summary>
/// Walks the structured metadata of one line: <c>varint length | name | varint length | value</c> for each pair, names ascending bytewise, each once, values not empty. Bytes that have
/// another form end the walk with <see cref="IsDamaged"/>.
/// </summary>
public ref struct MetadataReader(ReadOnlySpan<byte> pairs)
{
    private readonly ReadOnlySpan<byte> _pairs = pairs;
    private int _at;

    /// <summary>The current pair's name, UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The current pair's value, UTF-8.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>True when the bytes are not metadata.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Moves to the next pair; false at the end.</summary>
    public bool Read()
    {
        if (_at == _pairs.Length)
        {
            return false;
        }

        // An empty name sorts before all others, so the first pair needs no case of its own.
        if (!TryReadText(out ReadOnlySpan<byte> name) || !TryReadText(out ReadOnlySpan<byte> value) || Name.SequenceCompareTo(name) >= 0)
        {
            IsDamaged = true;
            _at = _pairs.Length;
            return false;
        }

        Name = name;
        Value = value;
        return true;
    }

    private bool TryReadText(out ReadOnlySpan<byte> text)
    {
        if (!Varint.TryRead(_pairs, ref _at, out ulong length) || length == 0 || length > (ulong)(_pairs.Length - _at))
        {
            text = default;
            return false;
        }

        text = _pairs.Slice(_at, (int)length);
        _at += (int)length;
        return true;
    }
}
