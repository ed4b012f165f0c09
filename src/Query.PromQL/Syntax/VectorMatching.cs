using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>How the series of two vectors find each other.</summary>
/// <param name="Cardinality">How many of either side may meet.</param>
/// <param name="On">True: <paramref name="Labels"/> are the only labels that count; false: they are ignored.</param>
/// <param name="Labels">The labels of <c>on</c> or <c>ignoring</c>.</param>
/// <param name="Include">The labels that <c>group_left</c> or <c>group_right</c> copies from the one side.</param>
/// <param name="FillLeft">The value that stands in for a missing left partner; null: none.</param>
/// <param name="FillRight">The value that stands in for a missing right partner; null: none.</param>
public sealed record VectorMatching(
    MatchCardinality Cardinality, bool On, ImmutableArray<string> Labels, ImmutableArray<string> Include, double? FillLeft = null, double? FillRight = null);
