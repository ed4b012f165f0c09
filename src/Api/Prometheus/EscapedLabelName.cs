using System.Globalization;
using System.Text;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>
/// Label names in paths. A name that is no identifier is escaped as <c>U__</c> and then <c>__</c> for an underscore and <c>_hex_</c> for any other character that an identifier may not have.
/// </summary>
internal static class EscapedLabelName
{
    /// <summary>The name meant; null when there is none.</summary>
    public static string? Unescape(string text)
    {
        if (!text.StartsWith("U__", StringComparison.Ordinal))
        {
            return text.Length > 0 ? text : null;
        }

        var name = new StringBuilder();
        for (int i = 3; i < text.Length; i++)
        {
            if (text[i] != '_')
            {
                name.Append(text[i]);
                continue;
            }

            int end = text.IndexOf('_', i + 1);
            if (end == i + 1)
            {
                name.Append('_');
            }
            else if (end < 0 || end - i > 7 || !int.TryParse(text.AsSpan(i + 1, end - i - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rune) || !Rune.IsValid(rune))
            {
                // Prometheus takes what is badly escaped as the name itself.
                return text;
            }
            else
            {
                name.Append(new Rune(rune).ToString());
            }

            i = end;
        }

        return name.Length > 0 ? name.ToString() : null;
    }
}
