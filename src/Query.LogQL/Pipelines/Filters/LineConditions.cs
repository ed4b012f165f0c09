using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Pipelines.Filters;

/// <summary>Compiles line filters.</summary>
internal static class LineConditions
{
    /// <summary>Compiles one filter.</summary>
    /// <exception cref="StageException">A term means nothing.</exception>
    public static LineCondition Compile(LineFilter filter)
    {
        LineCondition[] terms = [.. filter.Terms.Select(term => Compile(filter.Operator, term))];
        LineCondition any = terms.Length == 1 ? terms[0] : new AnyOf(terms);
        return filter.Operator.IsNegative() ? new Not(any) : any;
    }

    private static LineCondition Compile(LineFilterOperator op, LineFilterTerm term)
    {
        if (term.IsAddress)
        {
            return op is not (LineFilterOperator.Contains or LineFilterOperator.NotContains) ? throw new StageException("ip: invalid operation")
                : AddressSearch.TryParse(term.Text) is { } search ? new HasAddress(search)
                : throw new StageException($"ip: invalid pattern: {GoLiteral.Quote(term.Text)}");
        }

        switch (op)
        {
            case LineFilterOperator.Contains or LineFilterOperator.NotContains:
                return new Contains(Needle.Of(GoLiteral.Encode(term.Text)));
            case LineFilterOperator.Regex or LineFilterOperator.NotRegex:
                try
                {
                    return new MatchesRegex(RegexSearch.Compile(term.Text));
                }
                catch (RegexSyntaxException error)
                {
                    throw new StageException(error.Message);
                }

            default:
                return PatternExpression.FaultOfFilter(term.Text) is { } fault ? throw new StageException(fault) : new MatchesPattern(PatternExpression.Parse(term.Text));
        }
    }

    /// <summary>The line contains a text.</summary>
    public sealed class Contains(Needle needle) : LineCondition
    {
        public Needle Needle { get; } = needle;

        public override bool Test(ReadOnlySpan<byte> line) => Needle.IndexIn(line) >= 0;
    }

    /// <summary>A regular expression matches somewhere.</summary>
    public sealed class MatchesRegex(RegexSearch search) : LineCondition
    {
        public RegexSearch Search { get; } = search;

        public override bool Test(ReadOnlySpan<byte> line) => Search.IsMatch(line);
    }

    /// <summary>A pattern with wildcards matches.</summary>
    public sealed class MatchesPattern(PatternExpression pattern) : LineCondition
    {
        public PatternExpression Pattern { get; } = pattern;

        public override bool Test(ReadOnlySpan<byte> line) => Pattern.Matches(line);
    }

    /// <summary>There is an address out of a range.</summary>
    public sealed class HasAddress(AddressSearch search) : LineCondition
    {
        public override bool Test(ReadOnlySpan<byte> line) => search.IsIn(line);
    }

    /// <summary>One of several conditions holds.</summary>
    public sealed class AnyOf(LineCondition[] terms) : LineCondition
    {
        public ImmutableArray<LineCondition> Terms { get; } = [.. terms];

        public override bool Test(ReadOnlySpan<byte> line)
        {
            foreach (LineCondition term in Terms)
            {
                if (term.Test(line))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>A condition does not hold.</summary>
    public sealed class Not(LineCondition inner) : LineCondition
    {
        public LineCondition Inner { get; } = inner;

        public override bool Test(ReadOnlySpan<byte> line) => !Inner.Test(line);
    }
}
