namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>What Loki makes of a regular expression: those that boil down to texts and <c>.*</c> it prints between double quotes, the others between backquotes.</summary>
internal static class RegexShape
{
    public static bool IsOfTexts(string pattern)
    {
        string[] alternatives = pattern.Split('|');
        return alternatives.All(IsText) && !AreSingleCharacters(alternatives);
    }

    // A text with ".*" before or behind it, or ".+" alone.
    private static bool IsText(string alternative)
    {
        if (alternative is ".+" or ".*")
        {
            return true;
        }

        string text = alternative.StartsWith("(?i)", StringComparison.Ordinal) ? alternative[4..] : alternative;
        text = text.StartsWith(".*", StringComparison.Ordinal) ? text[2..] : text;
        text = text.EndsWith(".*", StringComparison.Ordinal) ? text[..^2] : text;
        text = text.Replace("\\.", "", StringComparison.Ordinal).Replace("\\-", "", StringComparison.Ordinal);
        return text.AsSpan().IndexOfAny(_special) < 0;
    }

    // Two of them become a set of characters.
    private static bool AreSingleCharacters(string[] alternatives) => alternatives.Length > 1 && alternatives.Zip(alternatives.Skip(1)).Any(static pair => CommonPrefix(pair.First, pair.Second) is var common
        && pair.First.Length == common + 1 && pair.Second.Length == common + 1);

    private static int CommonPrefix(string left, string right)
    {
        int length = 0;
        while (length < Math.Min(left.Length, right.Length) && left[length] == right[length])
        {
            length++;
        }

        return length;
    }

    private static readonly System.Buffers.SearchValues<char> _special = System.Buffers.SearchValues.Create("\\.+*?()|[]{}^$");
}
