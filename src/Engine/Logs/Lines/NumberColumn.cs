using System.Buffers.Text;

namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Numbers, written with leading zeros where the text had some.</summary>
/// <param name="values">The numbers, at least as many as there are places.</param>
/// <param name="first">Where in the arrays the first place is.</param>
/// <param name="zeros">How many zeros stand before each number; null: none anywhere.</param>
/// <param name="digits">The number of digits that all numbers are written with; 0: as many as they need.</param>
internal sealed class NumberColumn(long[] values, int first, byte[]? zeros, int digits) : PartColumn
{
    public override void AddLengths(ReadOnlySpan<int> places, Span<int> lengths)
    {
        for (int i = 0; i < places.Length; i++)
        {
            int at = first + places[i];
            lengths[i] += digits > 0 ? digits : DecimalText.LengthOf(values[at]) + (zeros is null ? 0 : zeros[at]);
        }
    }

    public override void Write(ReadOnlySpan<int> places, byte[] bytes, Span<int> at)
    {
        for (int i = 0; i < places.Length; i++)
        {
            at[i] += WriteOne(first + places[i], bytes.AsSpan(at[i]));
        }
    }

    public override int Filter(in PartCondition condition, Span<int> places)
    {
        ReadOnlySpan<byte> text = condition.Text.Span;
        if (condition.Place == PartPlace.Whole && zeros is null)
        {
            return DecimalText.TryRead(text, out long wanted) && text.Length == (digits > 0 ? digits : DecimalText.LengthOf(wanted)) ? FilterEqual(wanted, places) : 0;
        }

        int kept = 0;
        Span<byte> scratch = stackalloc byte[DecimalText.MaxLength];
        foreach (int place in places)
        {
            if (condition.Matches(scratch[..WriteOne(first + place, scratch)]))
            {
                places[kept++] = place;
            }
        }

        return kept;
    }

    private int FilterEqual(long wanted, Span<int> places)
    {
        int kept = 0;
        foreach (int place in places)
        {
            places[kept] = place;
            kept += values[first + place] == wanted ? 1 : 0;
        }

        return kept;
    }

    private int WriteOne(int at, Span<byte> destination)
    {
        long value = values[at];
        int leading = digits > 0 ? digits - DecimalText.LengthOf(value) : zeros is null ? 0 : zeros[at];
        if (leading > 0)
        {
            destination[..leading].Fill((byte)'0');
            destination = destination[leading..];
        }

        Utf8Formatter.TryFormat(value, destination, out int written);
        return leading + written;
    }
}
