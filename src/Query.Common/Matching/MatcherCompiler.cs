using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>Turns the matchers of a query into the conditions that an engine evaluates.</summary>
public static class MatcherCompiler
{
    private const int CacheCapacity = 1 << 20;
    private const int CostOfMatcher = 256;

    private static readonly BoundedCache<LabelMatcher, SeriesMatcher> _compiled = new(CacheCapacity, matcher => CostOfMatcher + matcher.Name.Length + matcher.Value.Length);

    /// <summary>Compiles one matcher. The last few thousand stay compiled, and the same matcher gives the same object, by which indexes remember what it found.</summary>
    /// <exception cref="RegexSyntaxException">Its regular expression is none.</exception>
    public static SeriesMatcher Compile(LabelMatcher matcher)
    {
        ArgumentNullException.ThrowIfNull(matcher);
        return _compiled.GetOrAdd(matcher, CompileNew);
    }

    /// <summary>Compiles all matchers of a selector.</summary>
    /// <exception cref="RegexSyntaxException">A regular expression is none.</exception>
    public static IReadOnlyList<SeriesMatcher> Compile(IReadOnlyList<LabelMatcher> matchers) => [.. matchers.Select(Compile)];

    private static SeriesMatcher CompileNew(LabelMatcher matcher)
    {
        IValuePattern pattern = matcher.Operator is MatchOperator.Regex or MatchOperator.NotRegex
            ? RegexPattern.Compile(matcher.Value)
            : new LiteralPattern(GoLiteral.Encode(matcher.Value));
        return new SeriesMatcher(GoLiteral.Encode(matcher.Name), pattern, matcher.Operator is MatchOperator.NotEqual or MatchOperator.NotRegex);
    }
}
