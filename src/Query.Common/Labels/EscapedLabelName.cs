using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.Common.Labels;

/// <summary>
/// Label names of any characters written with letters, digits and underscores only, as they stand in the path of <c>/api/v1/label/{name}/values</c>: after the prefix
/// <c>U__</c>, underscores are doubled and other characters are <c>_hex_</c>. Names without the prefix stand for themselves.
/// </summary>
public static class EscapedLabelName
{
    private const string Prefix = "U__";
    private const int LongestCode = 6;

    /// <summary>The name that an escaped one stands for; an escaped name that is malformed stands, like any other, for itself.</summary>
    public static string Unescape(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return name;
        }

        var plain = new StringBuilder(name.Length);
        int i = Prefix.Length;
        while (i < name.Length)
        {
            if (name[i] != '_')
            {
                plain.Append(name[i++]);
                continue;
            }

            int end = name.IndexOf('_', i + 1);
            if (end < 0)
            {
                return name;
            }

            if (end == i + 1)
            {
                plain.Append('_');
            }
            else if (end - i - 1 <= LongestCode
                && int.TryParse(name.AsSpan(i + 1, end - i - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
                && Rune.IsValid(code))
            {
                plain.Append(new Rune(code).ToString());
            }
            else
            {
                return name;
            }

            i = end + 1;
        }

        return plain.ToString();
    }
}
