using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Hexadecimal ids and UUIDs, packed.</summary>
internal sealed class HexValues(LineVariable form) : PartValues
{
    private int _length;

    public byte[] Packed { get; private set; } = new byte[form.PackedLength * 4];

    public override long MemoryBytes => Packed.Length + 64;

    public override void Add(ReadOnlySpan<byte> text)
    {
        if (_length == Packed.Length)
        {
            byte[] packed = Packed;
            Array.Resize(ref packed, packed.Length * 2);
            Packed = packed;
        }

        HexText.Pack(form, text, Packed.AsSpan(_length, form.PackedLength));
        _length += form.PackedLength;
    }

    public override PartColumn ToColumn(int first) => new HexColumn(form, Packed, first);
}
