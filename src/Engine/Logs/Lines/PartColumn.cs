namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>
/// The values of one variable of a template, by the places of the template's rows among each other. A column of a group that still grows is a view of what was there when it was made; a column
/// of a stored group was decoded.
/// </summary>
internal abstract class PartColumn
{
    /// <summary>Adds the bytes of the values at <paramref name="places"/> to <paramref name="lengths"/>.</summary>
    public abstract void AddLengths(ReadOnlySpan<int> places, Span<int> lengths);

    /// <summary>Writes the values at <paramref name="places"/> to the places in <paramref name="bytes"/> that <paramref name="at"/> says, and moves those behind them.</summary>
    public abstract void Write(ReadOnlySpan<int> places, byte[] bytes, Span<int> at);

    /// <summary>Keeps of <paramref name="places"/> those whose value satisfies the condition; returns how many are left at the front.</summary>
    public abstract int Filter(in PartCondition condition, Span<int> places);
}
