using System.Text;

namespace Orleans.Obs.Protocols.Prometheus;

/// <summary>Names in text exposition: identifiers as they are; others with underscores in place of what an identifier may not have, or quoted for those who take UTF-8.</summary>
public static class ExpositionName
{
    /// <summary>True for <c>[A-Za-z_:][A-Za-z0-9_:]*</c>, with colons only where metric names have them.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name, bool colons)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (!IsAllowed(name[i], first: i == 0, colons))
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    /// <summary>The name with an underscore for every character that an identifier may not have.</summary>
    public static string Underscored(string name, bool colons)
    {
        if (IsIdentifier(name, colons))
        {
            return name;
        }

        var escaped = new StringBuilder(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            escaped.Append(rune.IsBmp && IsAllowed((char)rune.Value, first: escaped.Length == 0, colons) ? (char)rune.Value : '_');
        }

        return escaped.ToString();
    }

    private static bool IsAllowed(char c, bool first, bool colons) =>
        char.IsAsciiLetter(c) || c == '_' || (colons && c == ':') || (!first && char.IsAsciiDigit(c));
}
