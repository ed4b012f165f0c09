namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>One value everywhere.</summary>
internal sealed class ConstantColumn(ReadOnlyMemory<byte> value) : PartColumn
{
    public override void AddLengths(ReadOnlySpan<int> places, Span<int> lengths)
    {
        foreach (ref int one in lengths[..places.Length])
        {
            one += value.Length;
        }
    }

    public override void Write(ReadOnlySpan<int> places, byte[] bytes, Span<int> at)
    {
        ReadOnlySpan<byte> text = value.Span;
        for (int i = 0; i < places.Length; i++)
        {
            text.CopyTo(bytes.AsSpan(at[i]));
            at[i] += text.Length;
        }
    }

    public override int Filter(in PartCondition condition, Span<int> places) => condition.Matches(value.Span) ? places.Length : 0;
}
