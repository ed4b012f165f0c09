using System.Globalization;
using System.Text;

namespace Orleans.Obs.Protocols.Prometheus.Exposition;

/// <summary>Names in exposition formats: identifiers as they are; others in the way that the reader asked for.</summary>
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

    /// <summary>The name as the reader takes it.</summary>
    public static string Escape(string name, bool colons, NameEscaping escaping)
    {
        if (escaping == NameEscaping.AllowUtf8 || IsIdentifier(name, colons))
        {
            return name;
        }

        var escaped = new StringBuilder(escaping == NameEscaping.Values ? "U__" : "", name.Length * 2);
        bool first = true;
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool allowed = rune.IsBmp && IsAllowed((char)rune.Value, first, colons);
            escaped.Append(escaping switch
            {
                NameEscaping.Underscores => allowed ? rune.ToString() : "_",
                _ when rune.Value == '_' => "__",
                NameEscaping.Dots => rune.Value == '.' ? "_dot_" : allowed ? rune.ToString() : "__",
                _ => allowed ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"_{rune.Value:x}_"),
            });
            first = false;
        }

        return escaped.ToString();
    }

    private static bool IsAllowed(char c, bool first, bool colons) =>
        char.IsAsciiLetter(c) || c == '_' || (colons && c == ':') || (!first && char.IsAsciiDigit(c));
}
