using System.Text;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>Which characters are the same but for their case, after Unicode's simple folding: <c>k</c>, <c>K</c> and the Kelvin sign are.</summary>
internal static class CaseFolding
{
    // Simple case mappings reach them, simple folding does not.
    private const int DottedCapitalI = 0x130;
    private const int DotlessSmallI = 0x131;

    // No cased characters lie beyond.
    private const int End = 0x1F000;

    private static readonly Lazy<Dictionary<int, int[]>> _orbits = new(Build);

    /// <summary>The set with all characters that differ from its own only in case.</summary>
    public static RuneSet Close(RuneSet set)
    {
        IEnumerable<(int, int)> added = set.Count < 64
            ? set.Values.SelectMany(OrbitOf)
            : _orbits.Value.Where(orbit => set.Contains(orbit.Key)).SelectMany(orbit => orbit.Value.Select(r => (r, r)));
        return RuneSet.Of(set.Ranges.ToArray().Concat(added));
    }

    private static IEnumerable<(int, int)> OrbitOf(int rune) => _orbits.Value.TryGetValue(rune, out int[]? orbit) ? orbit.Select(r => (r, r)) : [];

    private static Dictionary<int, int[]> Build()
    {
        Dictionary<int, HashSet<int>> groups = [];
        for (int value = 'A'; value < End; value++)
        {
            if (value is DottedCapitalI or DotlessSmallI || !Rune.TryCreate(value, out Rune rune))
            {
                continue;
            }

            Link(value, Rune.ToUpperInvariant(rune).Value);
            Link(value, Rune.ToLowerInvariant(rune).Value);
        }

        // These fold onto letters whose own mappings don't lead back to them.
        Link('k', 0x212A);
        Link('s', 0x17F);
        Link(0xE5, 0x212B);
        Link(0x3C9, 0x2126);
        return groups.ToDictionary(g => g.Key, g => g.Value.ToArray());

        void Link(int a, int b)
        {
            if (a == b || b is DottedCapitalI or DotlessSmallI)
            {
                return;
            }

            HashSet<int> merged = [a, b, .. groups.GetValueOrDefault(a) ?? [], .. groups.GetValueOrDefault(b) ?? []];
            foreach (int member in merged)
            {
                groups[member] = merged;
            }
        }
    }
}
