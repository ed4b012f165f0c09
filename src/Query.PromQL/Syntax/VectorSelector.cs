using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>An instant vector selector. The metric name, when given outside or inside the braces, is also a matcher on <c>__name__</c>.</summary>
/// <param name="Name">The metric name as written; empty when the selector has none.</param>
/// <param name="Matchers">All matchers, the one for <paramref name="Name"/> included.</param>
public sealed record VectorSelector(string Name, ImmutableArray<LabelMatcher> Matchers) : Expr
{
    /// <summary>How far back to look; negative looks ahead.</summary>
    public Duration Offset { get; init; }

    /// <summary>The time the selector is pinned to, or null.</summary>
    public AtModifier? At { get; init; }

    /// <summary>The <c>anchored</c> modifier.</summary>
    public bool Anchored { get; init; }

    /// <summary>The <c>smoothed</c> modifier.</summary>
    public bool Smoothed { get; init; }

    /// <inheritdoc/>
    public override PromQLType Type => PromQLType.Vector;
}
