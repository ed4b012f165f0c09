using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>Reads PromQL. Thread-safe.</summary>
public static class PromQLParser
{
    /// <summary>Longest query that is looked at, UTF-8 bytes.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Parses and type-checks a query.</summary>
    /// <exception cref="PromQLSyntaxException">The text is no query; tells the first error.</exception>
    public static Expr Parse(string text, PromQLFeatures features)
    {
        byte[] query = Encode(text);
        Expr expr = new ExprParser(query, features).ParseQuery();
        new TypeChecker(query).Check(expr);
        return expr;
    }

    /// <summary>Parses a series selector as <c>match[]</c> parameters have it: a name, matchers in braces, or both. It may select everything.</summary>
    /// <exception cref="PromQLSyntaxException">The text is no selector.</exception>
    public static ImmutableArray<LabelMatcher> ParseSelector(string text) => new ExprParser(Encode(text), PromQLFeatures.None).ParseSelector().Matchers;

    private static byte[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] query = text.Length <= MaxLength ? Encoding.UTF8.GetBytes(text) : [];
        return text.Length <= MaxLength && query.Length <= MaxLength
            ? query
            : throw new PromQLSyntaxException(" "u8, default, $"query is longer than {MaxLength} bytes");
    }
}
