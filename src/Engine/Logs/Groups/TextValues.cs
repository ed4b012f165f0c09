using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Texts, one behind the other.</summary>
internal sealed class TextValues : PartValues
{
    private int _count;

    public byte[] Bytes { get; private set; } = new byte[64];

    /// <summary>Where each text begins, and where the last one ends.</summary>
    public int[] Offsets { get; private set; } = new int[5];

    public override long MemoryBytes => Bytes.Length + (Offsets.Length * 4L) + 64;

    public override void Add(ReadOnlySpan<byte> text)
    {
        int at = Offsets[_count];
        if (Bytes.Length - at < text.Length)
        {
            byte[] bytes = Bytes;
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(bytes.Length * 2L, (long)at + text.Length)));
            Bytes = bytes;
        }

        if (_count + 2 > Offsets.Length)
        {
            int[] offsets = Offsets;
            Array.Resize(ref offsets, offsets.Length * 2);
            Offsets = offsets;
        }

        text.CopyTo(Bytes.AsSpan(at));
        Offsets[++_count] = at + text.Length;
    }

    public override PartColumn ToColumn(int first) => new TextColumn(Bytes, Offsets, first);
}
