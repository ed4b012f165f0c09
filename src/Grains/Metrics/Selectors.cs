using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Blocks;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Grains.Metrics;

/// <summary>The selectors of a request in the engine's terms.</summary>
internal static class Selectors
{
    /// <summary>The conditions of each selector; one that selects everything when there are none.</summary>
    /// <exception cref="RegexSyntaxException">A regular expression is none.</exception>
    public static IReadOnlyList<IReadOnlyList<SeriesMatcher>> Compile(SeriesRequest request) =>
        request.Selectors.IsDefaultOrEmpty ? [[]] : [.. request.Selectors.Select(Compile)];

    /// <summary>The selectors as deletions keep them.</summary>
    /// <exception cref="RegexSyntaxException">A regular expression is none.</exception>
    public static IReadOnlyList<TombstoneMatcher[]> ToTombstones(SeriesRequest request)
    {
        // Deletions are kept for long: an expression that does not compile must not get among them.
        _ = Compile(request);
        return request.Selectors.IsDefaultOrEmpty
            ? []
            : [.. request.Selectors.Select(static selector => selector.Select(static matcher => new TombstoneMatcher(matcher.Name, (TombstoneOperator)matcher.Operator, matcher.Value)).ToArray())];
    }

    private static IReadOnlyList<SeriesMatcher> Compile(ImmutableArray<Matcher> selector) =>
        [.. selector.Select(static matcher => MatcherCompiler.Compile(new LabelMatcher((MatchOperator)matcher.Operator, matcher.Name, matcher.Value)))];
}
