using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>
/// Writes a parsed expression in .NET's syntax, in terms that mean the same there: explicit sets instead of classes, surrogate pairs instead of characters beyond the
/// basic plane, <c>\z</c> instead of <c>$</c>.
/// </summary>
internal static class DotNetRegexWriter
{
    private const string AnyCodeUnit = "[\\s\\S]";

    /// <summary>The expression, anchored at both ends.</summary>
    public static string WriteAnchored(RegexNode node)
    {
        var text = new StringBuilder("\\A(?:");
        Append(text, node);
        return text.Append(")\\z").ToString();
    }

    /// <summary>The expression, to be found anywhere.</summary>
    public static string Write(RegexNode node)
    {
        var text = new StringBuilder();
        Append(text, node);
        return text.ToString();
    }

    /// <summary>Word boundaries can't be written: they mean ASCII words here and Unicode words in .NET.</summary>
    public static bool CanWrite(RegexNode node) => node switch
    {
        RegexNode.Assertion assertion => assertion.Kind is not (RegexNode.AssertionKind.WordBoundary or RegexNode.AssertionKind.NoWordBoundary),
        RegexNode.Capture capture => CanWrite(capture.Inner),
        RegexNode.Repetition repetition => CanWrite(repetition.Inner),
        RegexNode.Concatenation concatenation => concatenation.Parts.All(CanWrite),
        RegexNode.Alternation alternation => alternation.Parts.All(CanWrite),
        _ => true,
    };

    private static void Append(StringBuilder text, RegexNode node, bool repeated = false)
    {
        switch (node)
        {
            case RegexNode.Characters characters:
                AppendSet(text, characters.Set);
                break;
            case RegexNode.Assertion assertion:
                text.Append(Assertion(assertion.Kind));
                break;
            case RegexNode.Concatenation concatenation:
                foreach (RegexNode part in concatenation.Parts)
                {
                    Append(text, part, repeated);
                }

                break;
            case RegexNode.Alternation alternation:
                for (int i = 0; i < alternation.Parts.Length; i++)
                {
                    text.Append(i == 0 ? "(?:" : "|");
                    Append(text, alternation.Parts[i], repeated);
                }

                text.Append(')');
                break;
            case RegexNode.Capture capture:
                text.Append('(');
                Append(text, capture.Inner, repeated);
                text.Append(')');
                break;
            case RegexNode.Repetition repetition:
                AppendRepetition(text, repetition, repeated);
                break;
        }
    }

    private static void AppendRepetition(StringBuilder text, RegexNode.Repetition repetition, bool repeated)
    {
        if (!repeated && repetition is { Inner: RegexNode.Characters { Set.IsAll: true }, Max: null, Min: 0 or 1 })
        {
            // Both halves of a surrogate pair are in the run or none is, as the text is well-formed. Inside another repetition its rounds could share a pair, and count it twice.
            text.Append(AnyCodeUnit);
        }
        else
        {
            text.Append("(?:");
            Append(text, repetition.Inner, repeated: true);
            text.Append(')');
        }

        text.Append((repetition.Min, repetition.Max) switch
        {
            (0, null) => "*",
            (1, null) => "+",
            (0, 1) => "?",
            (int min, null) => string.Create(CultureInfo.InvariantCulture, $"{{{min},}}"),
            (int min, int max) => string.Create(CultureInfo.InvariantCulture, $"{{{min},{max}}}"),
        });
        text.Append(repetition.Lazy ? "?" : "");
    }

    private static void AppendSet(StringBuilder text, RuneSet set)
    {
        if (set.Ranges.IsEmpty)
        {
            text.Append("[^\\s\\S]");
            return;
        }

        List<string> alternatives = [];
        var basic = new StringBuilder();
        foreach ((int first, int last) in set.Ranges)
        {
            if (first <= char.MaxValue)
            {
                AppendRange(basic, first, Math.Min(last, char.MaxValue));
            }

            if (last > char.MaxValue)
            {
                AddPairs(alternatives, Math.Max(first, char.MaxValue + 1), last);
            }
        }

        if (basic.Length > 0)
        {
            alternatives.Insert(0, $"[{basic}]");
        }

        text.Append(alternatives.Count == 1 ? "" : "(?:").AppendJoin('|', alternatives).Append(alternatives.Count == 1 ? "" : ")");
    }

    // Full blocks of one leading surrogate are put together; the ragged ends get their own alternatives.
    private static void AddPairs(List<string> alternatives, int first, int last)
    {
        (int leadFirst, int trailFirst) = Split(first);
        (int leadLast, int trailLast) = Split(last);
        if (leadFirst == leadLast)
        {
            Add(leadFirst, leadLast, trailFirst, trailLast);
            return;
        }

        if (trailFirst > 0xDC00)
        {
            Add(leadFirst, leadFirst, trailFirst, 0xDFFF);
            leadFirst++;
        }

        int fullLast = trailLast < 0xDFFF ? leadLast - 1 : leadLast;
        if (leadFirst <= fullLast)
        {
            Add(leadFirst, fullLast, 0xDC00, 0xDFFF);
        }

        if (trailLast < 0xDFFF)
        {
            Add(leadLast, leadLast, 0xDC00, trailLast);
        }

        void Add(int lead1, int lead2, int trail1, int trail2)
        {
            var pair = new StringBuilder("[");
            AppendRange(pair, lead1, lead2);
            AppendRange(pair.Append("]["), trail1, trail2);
            alternatives.Add(pair.Append(']').ToString());
        }
    }

    private static (int Lead, int Trail) Split(int rune) => (0xD800 + ((rune - 0x10000) >> 10), 0xDC00 + ((rune - 0x10000) & 0x3FF));

    private static void AppendRange(StringBuilder text, int first, int last)
    {
        text.Append(CultureInfo.InvariantCulture, $"\\u{first:X4}");
        if (last > first)
        {
            text.Append(CultureInfo.InvariantCulture, $"-\\u{last:X4}");
        }
    }

    private static string Assertion(RegexNode.AssertionKind kind) => kind switch
    {
        RegexNode.AssertionKind.BeginText => "\\A",
        RegexNode.AssertionKind.EndText => "\\z",
        RegexNode.AssertionKind.BeginLine => "(?m:^)",
        RegexNode.AssertionKind.EndLine => "(?m:$)",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
