namespace Orleans.Obs.Engine.Labels;

/// <summary>The canonical bytes of one label: <c>0x0A len 0x0A len name 0x12 len value</c>, lengths as minimal varints.</summary>
public static class LabelEncoding
{
    /// <summary>Bytes of the label's body, without its own tag and length.</summary>
    public static int SizeOf(int nameLength, int valueLength) => 2 + VarintSize(nameLength) + nameLength + VarintSize(valueLength) + valueLength;

    /// <summary>Bytes of a length as a varint.</summary>
    public static int VarintSize(int value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;

    /// <summary>Writes one label and returns the number of bytes written.</summary>
    public static int Write(Span<byte> destination, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int at = 0;
        destination[at++] = 0x0A;
        at += WriteVarint(destination[at..], SizeOf(name.Length, value.Length));
        destination[at++] = 0x0A;
        at += WriteVarint(destination[at..], name.Length);
        name.CopyTo(destination[at..]);
        at += name.Length;
        destination[at++] = 0x12;
        at += WriteVarint(destination[at..], value.Length);
        value.CopyTo(destination[at..]);
        return at + value.Length;
    }

    private static int WriteVarint(Span<byte> destination, int value)
    {
        int at = 0;
        while (value >= 0x80)
        {
            destination[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[at++] = (byte)value;
        return at;
    }
}
