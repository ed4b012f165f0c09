using System.Text;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>
/// Literal texts with captures between them, as <c>&lt;ip&gt; - &lt;_&gt; [&lt;time&gt;]</c>: for a parser, which takes the named captures, or for a line filter, which only has
/// unnamed ones. Texts are looked for from the left, without going back.
/// </summary>
internal sealed class PatternExpression
{
    private readonly List<Part> _parts;

    private PatternExpression(List<Part> parts) => _parts = parts;

    /// <summary>The texts between the captures.</summary>
    public IEnumerable<byte[]> Literals => _parts.Where(static part => part.Literal is not null).Select(static part => part.Literal!);

    /// <summary>The names of the captures, in their order.</summary>
    public IEnumerable<string> Names => _parts.Where(static part => part.IsNamed).Select(static part => part.Name!);

    /// <summary>Why a text can't be a parser; null when it can.</summary>
    public static string? FaultOfParser(string pattern)
    {
        PatternExpression expression = Parse(pattern);
        if (expression._parts.Count == 0)
        {
            return "syntax error: unexpected $end, expecting IDENTIFIER or LITERAL";
        }

        HashSet<string> names = [];
        return !expression.Names.Any() ? "at least one capture is required"
            : expression.ConsecutiveCaptures() is { } fault ? fault
            : expression.Names.FirstOrDefault(name => !names.Add(name)) is { } twice ? $"duplicate capture name ({twice}): invalid expression"
            : null;
    }

    /// <summary>Why a text can't be a line filter; null when it can.</summary>
    public static string? FaultOfFilter(string pattern)
    {
        PatternExpression expression = Parse(pattern);
        return expression.ConsecutiveCaptures() ?? (expression.Names.FirstOrDefault() is { } name ? $"named captures are not allowed: found '<{name}>'" : null);
    }

    /// <summary>Reads a pattern; every text is one, though not of every kind.</summary>
    public static PatternExpression Parse(string pattern)
    {
        List<Part> parts = [];
        var literal = new StringBuilder();
        for (int i = 0; i < pattern.Length;)
        {
            int length = CaptureLength(pattern.AsSpan(i));
            if (length == 0)
            {
                literal.Append(pattern[i++]);
                continue;
            }

            Flush();
            parts.Add(new Part(null, pattern.Substring(i + 1, length - 2)));
            i += length;
        }

        Flush();
        return new PatternExpression(parts);

        void Flush()
        {
            if (literal.Length > 0)
            {
                parts.Add(new Part(GoLiteral.Encode(literal.ToString()), null));
                literal.Clear();
            }
        }
    }

    /// <summary>
    /// Start and end of the named captures that were found, in turn, in the order of their names; returns how many numbers those are. A text that is missing lets the capture before
    /// it take the rest of the line.
    /// </summary>
    public int Capture(ReadOnlySpan<byte> line, Span<int> borders)
    {
        int count = 0, at = 0, part = 0;
        if (line.IsEmpty)
        {
            return 0;
        }

        if (_parts[0].Literal is { } first)
        {
            if (!line.StartsWith(first))
            {
                return 0;
            }

            (at, part) = (first.Length, 1);
        }

        for (; part < _parts.Count; part += 2)
        {
            int length = part + 1 < _parts.Count ? line[at..].IndexOf(_parts[part + 1].Literal) : -1;
            int end = length < 0 ? line.Length : at + length;
            if (_parts[part].IsNamed)
            {
                (borders[count], borders[count + 1]) = (at, end);
                count += 2;
            }

            if (length < 0)
            {
                break;
            }

            at = end + _parts[part + 1].Literal!.Length;
        }

        return count;
    }

    /// <summary>
    /// Does a line filter match? A text that is not at the beginning has at least one byte before it, a wildcard at the end takes at least one, a text at the end ends the line; a text
    /// at the beginning may stand anywhere.
    /// </summary>
    public bool Matches(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || _parts.Count == 0)
        {
            return line.IsEmpty && _parts.Count == 0;
        }

        int at = 0;
        for (int part = 0; part < _parts.Count; part++)
        {
            if (_parts[part].Literal is not { } literal)
            {
                continue;
            }

            int found = line[at..].IndexOf(literal);
            if (found < 0 || (found == 0 && part > 0))
            {
                return false;
            }

            at += found + literal.Length;
        }

        return _parts[^1].Literal is null == at < line.Length;
    }

    // A name in angle brackets, or zero.
    private static int CaptureLength(ReadOnlySpan<char> text)
    {
        if (text[0] != '<')
        {
            return 0;
        }

        int length = 1;
        while (length < text.Length && (char.IsAsciiLetter(text[length]) || text[length] == '_' || (length > 1 && char.IsAsciiDigit(text[length]))))
        {
            length++;
        }

        return length > 1 && length < text.Length && text[length] == '>' ? length + 1 : 0;
    }

    private string? ConsecutiveCaptures()
    {
        for (int i = 1; i < _parts.Count; i++)
        {
            if (_parts[i - 1].Name is { } left && _parts[i].Name is { } right)
            {
                return $"found consecutive capture '<{left}><{right}>': invalid expression";
            }
        }

        return null;
    }

    private readonly record struct Part(byte[]? Literal, string? Name)
    {
        public bool IsNamed => Name is not (null or "_");
    }
}
