using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>Reads LogQL. Thread-safe.</summary>
public static class LogQLParser
{
    /// <summary>No query is as long, UTF-8 bytes.</summary>
    public const int MaxLength = 128 * 1024;

    /// <summary>Parses a query.</summary>
    /// <param name="text">The query.</param>
    /// <param name="requireSelector">False to allow selectors that leave every stream in, such as <c>{}</c>.</param>
    /// <exception cref="LogQLSyntaxException">The text is no query; tells the first error.</exception>
    public static LogQLExpr Parse(string text, bool requireSelector = true)
    {
        LogQLExpr expr = new ExprParser(Checked(text)).ParseQuery();
        QueryValidation.Check(expr, requireSelector);
        return expr;
    }

    /// <summary>Parses the selector of a metadata request: matchers in braces, which may leave every stream in.</summary>
    /// <exception cref="LogQLSyntaxException">The text is no query, or is more than a selector.</exception>
    public static ImmutableArray<LabelMatcher> ParseSelector(string text) =>
        new ExprParser(Checked(text)).ParseQuery() is LogExpr { Stages.IsEmpty: true } log ? log.Matchers : throw LogQLSyntaxException.OnlyMatchers();

    private static string Checked(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int length = Encoding.UTF8.GetByteCount(text);
        return length < MaxLength ? text : throw new LogQLSyntaxException($"input size too long ({length} > {MaxLength})");
    }
}
