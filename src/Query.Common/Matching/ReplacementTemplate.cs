using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.Common.Matching;

/// <summary>
/// The replacement text of <c>label_replace</c>, in Go's notation: <c>$1</c> or <c>${1}</c> is a group, <c>$name</c> or <c>${name}</c> a named one, <c>$$</c> a dollar.
/// A name is as long as it can be (<c>$1x</c> is the group "1x"); what is no group of the expression is empty.
/// </summary>
public sealed class ReplacementTemplate
{
    private readonly ImmutableArray<(string Text, bool IsGroup)> _parts;

    private ReplacementTemplate(ImmutableArray<(string Text, bool IsGroup)> parts) => _parts = parts;

    /// <summary>Reads a template; every text is one.</summary>
    public static ReplacementTemplate Parse(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        ImmutableArray<(string Text, bool IsGroup)>.Builder parts = ImmutableArray.CreateBuilder<(string Text, bool IsGroup)>();
        int position = 0;
        while (position < template.Length)
        {
            int dollar = template.IndexOf('$', position);
            int end = dollar < 0 ? template.Length : dollar;
            if (end > position)
            {
                parts.Add((template[position..end], false));
            }

            position = end + 1;
            if (dollar < 0)
            {
                break;
            }

            if (position < template.Length && template[position] == '$')
            {
                parts.Add(("$", false));
                position++;
            }
            else if (TryReadName(template, ref position) is { } name)
            {
                parts.Add((name, true));
            }
            else
            {
                parts.Add(("$", false));
            }
        }

        return new ReplacementTemplate(parts.ToImmutable());
    }

    /// <summary>A replacement in which dollars mean nothing.</summary>
    public static ReplacementTemplate Literal(string text) => new([(text, false)]);

    /// <summary>The replacement for a text that the pattern matches as a whole; null when it doesn't.</summary>
    /// <exception cref="RegexSyntaxException">The pattern is too large to find groups with.</exception>
    public string? Expand(RegexPattern pattern, string text)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (pattern.Groups(text) is not { } groups)
        {
            return null;
        }

        return Expand(pattern.GroupNames, group => groups[group]);
    }

    /// <summary>The replacement for a match.</summary>
    /// <param name="names">The names of the expression's groups, in the order of their numbers from 1.</param>
    /// <param name="group">The text of a group by its number; null when it took no part.</param>
    public string Expand(ImmutableArray<string?> names, Func<int, string?> group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var expanded = new StringBuilder();
        foreach ((string part, bool isGroup) in _parts)
        {
            expanded.Append(isGroup ? GroupValue(names, group, part) : part);
        }

        return expanded.ToString();
    }

    private static string? GroupValue(ImmutableArray<string?> names, Func<int, string?> group, string name)
    {
        bool isNumber = name is "0" || (name[0] is >= '1' and <= '9' && name.Length < 9 && name.All(char.IsAsciiDigit));
        if (isNumber)
        {
            int number = int.Parse(name, CultureInfo.InvariantCulture);
            return number <= names.Length ? group(number) : null;
        }

        // Of several groups with one name, the first that took part.
        return names.Select((candidate, index) => candidate == name ? group(index + 1) : null).FirstOrDefault(static text => text is not null);
    }

    private static string? TryReadName(string template, ref int position)
    {
        int start = position;
        bool braces = start < template.Length && template[start] == '{';
        start += braces ? 1 : 0;
        int end = start;
        while (Rune.TryGetRuneAt(template, Math.Min(end, template.Length - 1), out Rune rune) && end < template.Length
            && (Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber || rune.Value == '_'))
        {
            end += rune.Utf16SequenceLength;
        }

        if (end == start || (braces && (end >= template.Length || template[end] != '}')))
        {
            return null;
        }

        position = end + (braces ? 1 : 0);
        return template[start..end];
    }
}
