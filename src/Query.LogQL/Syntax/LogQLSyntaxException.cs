using System.Globalization;

namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>A text that is no query. The message is Loki's: <c>parse error at line 1, col 12: syntax error: unexpected $end, expecting } or ,</c>.</summary>
public sealed class LogQLSyntaxException : Exception
{
    /// <summary>An error without a place.</summary>
    public LogQLSyntaxException(string reason)
        : this(reason, 0, 0)
    {
    }

    /// <summary>An error at a place; 0 and 0 is none.</summary>
    public LogQLSyntaxException(string reason, int line, int column)
        : base(line == 0 && column == 0 ? $"parse error : {reason}" : string.Create(CultureInfo.InvariantCulture, $"parse error at line {line}, col {column}: {reason}")) =>
        (Reason, Line, Column) = (reason, line, column);

    private LogQLSyntaxException(string message, string reason)
        : base(message) => Reason = reason;

    /// <summary>What is wrong.</summary>
    public string Reason { get; }

    /// <summary>The line from 1; 0 when it is not told.</summary>
    public int Line { get; }

    /// <summary>The column in characters from 1; 0 when there is none.</summary>
    public int Column { get; }

    /// <summary>The text is a query, but one that does more than select streams.</summary>
    internal static LogQLSyntaxException OnlyMatchers()
    {
        const string reason = "only label matchers are supported";
        return new LogQLSyntaxException(reason, reason);
    }
}
