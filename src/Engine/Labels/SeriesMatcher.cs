namespace Orleans.Obs.Engine.Labels;

/// <summary>One condition on one label. A series that lacks the label has the empty value there.</summary>
/// <param name="Name">The label's name, UTF-8.</param>
/// <param name="Pattern">What the value is held against.</param>
/// <param name="Negated">True for <c>!=</c> and <c>!~</c>.</param>
public sealed record SeriesMatcher(ReadOnlyMemory<byte> Name, IValuePattern Pattern, bool Negated)
{
    /// <summary>True when series that lack the label are selected too.</summary>
    public bool MatchesEmpty { get; } = Pattern.Matches(default) != Negated;

    /// <summary>Does a value satisfy the condition?</summary>
    public bool Matches(ReadOnlySpan<byte> value) => Pattern.Matches(value) != Negated;
}
