using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>Which elements of two vectors meet.</summary>
/// <param name="Cardinality">Which side may have several elements for one of the other.</param>
/// <param name="On">True when <paramref name="Labels"/> are those that must agree; false when they are those that need not.</param>
/// <param name="Labels">The labels of <c>on</c> or <c>ignoring</c>; default when neither was written.</param>
/// <param name="Include">Labels that come over from the side of one; default when none were written.</param>
public sealed record VectorMatching(MatchCardinality Cardinality, bool On, ImmutableArray<string> Labels, ImmutableArray<string> Include)
{
    /// <summary>All labels must agree.</summary>
    public static VectorMatching Plain { get; } = new(MatchCardinality.OneToOne, On: false, default, default);
}
