using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>The named sets of characters of RE2: Perl's and POSIX' cover ASCII only, Unicode's are the general categories.</summary>
internal static class CharacterClasses
{
    private static readonly Dictionary<char, RuneSet> _perl = new()
    {
        ['d'] = RuneSet.Of([('0', '9')]),
        ['s'] = RuneSet.Of([('\t', '\n'), ('\f', '\r'), (' ', ' ')]),
        ['w'] = RuneSet.Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
    };

    private static readonly Dictionary<string, RuneSet> _posix = new()
    {
        ["alnum"] = RuneSet.Of([('0', '9'), ('A', 'Z'), ('a', 'z')]),
        ["alpha"] = RuneSet.Of([('A', 'Z'), ('a', 'z')]),
        ["ascii"] = RuneSet.Of([(0, 0x7F)]),
        ["blank"] = RuneSet.Of([('\t', '\t'), (' ', ' ')]),
        ["cntrl"] = RuneSet.Of([(0, 0x1F), (0x7F, 0x7F)]),
        ["digit"] = RuneSet.Of([('0', '9')]),
        ["graph"] = RuneSet.Of([('!', '~')]),
        ["lower"] = RuneSet.Of([('a', 'z')]),
        ["print"] = RuneSet.Of([(' ', '~')]),
        ["punct"] = RuneSet.Of([('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
        ["space"] = RuneSet.Of([('\t', '\r'), (' ', ' ')]),
        ["upper"] = RuneSet.Of([('A', 'Z')]),
        ["word"] = RuneSet.Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
        ["xdigit"] = RuneSet.Of([('0', '9'), ('A', 'F'), ('a', 'f')]),
    };

    // In the order of UnicodeCategory.
    private static readonly string[] _categories =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc",
        "Sk", "So", "Cn",
    ];

    private static readonly ConcurrentDictionary<string, RuneSet> _unicode = new();

    /// <summary>The set of <c>\d</c>, <c>\s</c> or <c>\w</c>, or null.</summary>
    public static RuneSet? Perl(char letter) => _perl.GetValueOrDefault(letter);

    /// <summary>The set of <c>[:name:]</c>, or null.</summary>
    public static RuneSet? Posix(string name) => _posix.GetValueOrDefault(name);

    /// <summary>The set of a general category such as <c>L</c> or <c>Lu</c>, or of <c>Any</c>; null for other names (scripts are not known).</summary>
    public static RuneSet? Unicode(string name)
    {
        if (name == "Any")
        {
            return RuneSet.All;
        }

        bool known = name != "Cn" && name.Length is 1 or 2 && Array.Exists(_categories, c => c.StartsWith(name, StringComparison.Ordinal));
        return known ? _unicode.GetOrAdd(name, Collect) : null;
    }

    private static RuneSet Collect(string name)
    {
        List<(int First, int Last)> ranges = [];
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            UnicodeCategory category = Rune.TryCreate(value, out Rune rune) ? Rune.GetUnicodeCategory(rune) : UnicodeCategory.Surrogate;
            if (category == UnicodeCategory.OtherNotAssigned || !_categories[(int)category].StartsWith(name, StringComparison.Ordinal))
            {
                continue;
            }

            if (ranges.Count > 0 && ranges[^1].Last == value - 1)
            {
                ranges[^1] = (ranges[^1].First, value);
            }
            else
            {
                ranges.Add((value, value));
            }
        }

        return RuneSet.Of(ranges);
    }
}
