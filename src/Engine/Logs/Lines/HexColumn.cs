using System.Runtime.Intrinsics;

namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Hexadecimal ids and UUIDs, packed two digits a byte.</summary>
internal sealed class HexColumn(LineVariable form, byte[] packed, int first) : PartColumn
{
    private readonly int _stride = form.PackedLength;

    public override void AddLengths(ReadOnlySpan<int> places, Span<int> lengths)
    {
        int length = form.TextLength;
        foreach (ref int one in lengths[..places.Length])
        {
            one += length;
        }
    }

    public override void Write(ReadOnlySpan<int> places, byte[] bytes, Span<int> at)
    {
        for (int i = 0; i < places.Length; i++)
        {
            HexText.Write(form, packed.AsSpan((first + places[i]) * _stride, _stride), bytes.AsSpan(at[i], form.TextLength));
            at[i] += form.TextLength;
        }
    }

    public override int Filter(in PartCondition condition, Span<int> places)
    {
        ReadOnlySpan<byte> text = condition.Text.Span;
        if (condition.Place == PartPlace.Whole)
        {
            Span<byte> wanted = stackalloc byte[_stride];
            return text.Length == form.TextLength && HexText.TryPack(form, text, condition.IgnoreCase, wanted) ? FilterEqual(wanted, places) : 0;
        }

        int kept = 0;
        Span<byte> scratch = stackalloc byte[LineTokenizer.MaxHexDigits];
        scratch = scratch[..form.TextLength];
        foreach (int place in places)
        {
            HexText.Write(form, packed.AsSpan((first + place) * _stride, _stride), scratch);
            if (condition.Matches(scratch))
            {
                places[kept++] = place;
            }
        }

        return kept;
    }

    private int FilterEqual(ReadOnlySpan<byte> wanted, Span<int> places)
    {
        int kept = 0;
        if (_stride == 16)
        {
            var value = Vector128.Create(wanted);
            foreach (int place in places)
            {
                if (Vector128.LoadUnsafe(ref packed[(first + place) * 16]) == value)
                {
                    places[kept++] = place;
                }
            }

            return kept;
        }

        foreach (int place in places)
        {
            if (packed.AsSpan((first + place) * _stride, _stride).SequenceEqual(wanted))
            {
                places[kept++] = place;
            }
        }

        return kept;
    }
}
