using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>Turns the matchers of a query into the conditions that an engine evaluates.</summary>
public static class MatcherCompiler
{
    /// <summary>Compiles one matcher.</summary>
    /// <exception cref="RegexSyntaxException">Its regular expression is none.</exception>
    public static SeriesMatcher Compile(LabelMatcher matcher)
    {
        ArgumentNullException.ThrowIfNull(matcher);
        IValuePattern pattern = matcher.Operator is MatchOperator.Regex or MatchOperator.NotRegex
            ? RegexPattern.Compile(matcher.Value)
            : new LiteralPattern(GoLiteral.Encode(matcher.Value));
        return new SeriesMatcher(GoLiteral.Encode(matcher.Name), pattern, matcher.Operator is MatchOperator.NotEqual or MatchOperator.NotRegex);
    }

    /// <summary>Compiles all matchers of a selector.</summary>
    /// <exception cref="RegexSyntaxException">A regular expression is none.</exception>
    public static IReadOnlyList<SeriesMatcher> Compile(IReadOnlyList<LabelMatcher> matchers) => [.. matchers.Select(Compile)];
}
