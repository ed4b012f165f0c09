using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>A text that lines are searched for, with what searching needs to know of it. Immutable, thread-safe; make it once for a query.</summary>
public sealed class LineNeedle
{
    /// <summary>Prepares a search.</summary>
    /// <param name="text">The bytes that a line must contain anywhere; an empty text is in every line.</param>
    /// <param name="ignoreCase">
    /// True to take ASCII letters of both cases for the same. Only bytes below 0x80 are folded: who needs more (Unicode folding takes K for the Kelvin sign) must not ask for those letters.
    /// </param>
    public LineNeedle(ReadOnlyMemory<byte> text, bool ignoreCase = false)
    {
        Text = text;
        IgnoreCase = ignoreCase && text.Span.ContainsAnyInRange((byte)'A', (byte)'z');
    }

    /// <summary>The bytes searched for.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>Whether ASCII case matters; false also when the text has no letters.</summary>
    public bool IgnoreCase { get; }

    /// <summary>Which lines of each template contain the text.</summary>
    internal TemplateMatch[] MatchAll(ITemplateSet templates)
    {
        var matches = new TemplateMatch[templates.TemplateCount];
        if (Text.IsEmpty)
        {
            Array.Fill(matches, TemplateMatch.Always);
            return matches;
        }

        var matcher = new TemplateMatcher(Text.Span, IgnoreCase);
        for (int template = 0; template < matches.Length; template++)
        {
            matches[template] = templates.RowsOf(template) == 0 ? TemplateMatch.Never : matcher.Match(templates.TemplateAt(template));
        }

        return matches;
    }
}
