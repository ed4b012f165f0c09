using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Numbers with the zeros that stood before them.</summary>
internal sealed class NumberValues : PartValues
{
    private int _count;

    public long[] Values { get; private set; } = new long[4];

    /// <summary>The zeros before each number; null while there were none.</summary>
    public byte[]? Zeros { get; private set; }

    public override long MemoryBytes => (Values.Length * 8L) + (Zeros?.Length ?? 0) + 64;

    public override void Add(ReadOnlySpan<byte> text)
    {
        if (_count == Values.Length)
        {
            Values = Grown(Values);
            Zeros = Zeros is null ? null : Grown(Zeros);
        }

        DecimalText.TryRead(text, out long value);
        int zeros = text.Length - DecimalText.LengthOf(value);
        if (zeros > 0)
        {
            (Zeros ??= new byte[Values.Length])[_count] = (byte)zeros;
        }

        Values[_count++] = value;
    }

    public override PartColumn ToColumn(int first) => new NumberColumn(Values, first, Zeros, 0);

    private static T[] Grown<T>(T[] array)
    {
        Array.Resize(ref array, array.Length * 2);
        return array;
    }
}
