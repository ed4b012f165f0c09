using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>A query text that does not parse or type-check. The message is Prometheus': <c>1:7: parse error: reason</c>.</summary>
public sealed class PromQLSyntaxException : Exception
{
    /// <summary>The first error of a query, which is the only one that is told.</summary>
    /// <param name="query">The whole query text, UTF-8.</param>
    /// <param name="source">The range at fault.</param>
    /// <param name="reason">What is wrong.</param>
    public PromQLSyntaxException(ReadOnlySpan<byte> query, SourceRange source, string reason)
        : base($"{Locate(query, source.Start)}: parse error: {reason}")
    {
        Range = source;
        Reason = reason;
    }

    /// <summary>The range at fault.</summary>
    public SourceRange Range { get; }

    /// <summary>What is wrong, without the position.</summary>
    public string Reason { get; }

    /// <summary>Line and column, both from 1, columns in bytes: <c>2:14</c>.</summary>
    public static string Locate(ReadOnlySpan<byte> query, int position)
    {
        if (query.IsEmpty)
        {
            return "unknown position";
        }

        ReadOnlySpan<byte> before = query[..Math.Min(position, query.Length)];
        int line = before.Count((byte)'\n') + 1;
        int column = position - before.LastIndexOf((byte)'\n');
        return string.Create(CultureInfo.InvariantCulture, $"{line}:{column}");
    }

    /// <summary>Line and column in a text, for a position in its UTF-8 form.</summary>
    public static string Locate(string query, int position) => Locate(Encoding.UTF8.GetBytes(query), position);
}
