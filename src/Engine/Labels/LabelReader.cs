namespace Orleans.Obs.Engine.Labels;

/// <summary>Walks canonical label bytes. Trusts them: bytes from outside go through <see cref="LabelSetBuilder"/> or a validating decoder first.</summary>
public ref struct LabelReader(ReadOnlySpan<byte> canonical)
{
    private ReadOnlySpan<byte> _rest = canonical;

    /// <summary>The current label's name, UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The current label's value, UTF-8, never empty.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The current label's own canonical bytes; those of several labels in order of their names, one after the other, are a canonical set again.</summary>
    public ReadOnlySpan<byte> Label { get; private set; }

    /// <summary>Bytes behind the current label.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>Moves to the next label; false at the end.</summary>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int at = 1;
        ReadVarint(_rest, ref at);
        at++;
        int length = ReadVarint(_rest, ref at);
        Name = _rest.Slice(at, length);
        at += length + 1;
        length = ReadVarint(_rest, ref at);
        Value = _rest.Slice(at, length);
        Label = _rest[..(at + length)];
        _rest = _rest[(at + length)..];
        return true;
    }

    private static int ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        int value = bytes[at++];
        if (value < 0x80)
        {
            return value;
        }

        value &= 0x7F;
        for (int shift = 7; ; shift += 7)
        {
            int next = bytes[at++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
