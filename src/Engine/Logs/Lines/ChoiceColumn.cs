namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Values of which there are few different ones, by code; a condition is looked at once for each of them.</summary>
internal sealed class ChoiceColumn(ReadOnlyMemory<byte>[] values, byte[] codes, int first) : PartColumn
{
    public override void AddLengths(ReadOnlySpan<int> places, Span<int> lengths)
    {
        for (int i = 0; i < places.Length; i++)
        {
            lengths[i] += values[codes[first + places[i]]].Length;
        }
    }

    public override void Write(ReadOnlySpan<int> places, byte[] bytes, Span<int> at)
    {
        for (int i = 0; i < places.Length; i++)
        {
            ReadOnlySpan<byte> value = values[codes[first + places[i]]].Span;
            value.CopyTo(bytes.AsSpan(at[i]));
            at[i] += value.Length;
        }
    }

    public override int Filter(in PartCondition condition, Span<int> places)
    {
        Span<bool> matches = stackalloc bool[256];
        for (int code = 0; code < values.Length; code++)
        {
            matches[code] = condition.Matches(values[code].Span);
        }

        int kept = 0;
        foreach (int place in places)
        {
            places[kept] = place;
            kept += matches[codes[first + place]] ? 1 : 0;
        }

        return kept;
    }
}
