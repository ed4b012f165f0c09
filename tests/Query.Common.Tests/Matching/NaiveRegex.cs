using System.Text;
using CsCheck;

namespace Orleans.Obs.Query.Common.Tests.Matching;

/// <summary>
/// Regular expressions by definition: a tree that can be written in RE2's syntax, and that tells at which places a match that begins at a given place can end. Nothing of it
/// is shared with the code under test.
/// </summary>
internal abstract record NaiveRegex
{
    private static readonly int[] _alphabet = ['a', 'b', 'A', 'K', 'k', 's', '_', '0', '9', ' ', '\n', '.', '-', 'é', 'É', 0x212A, 0x1F600];

    public abstract override string ToString();

    /// <summary>Texts over the characters that the expressions know.</summary>
    public static Gen<string> Texts => Gen.OneOfConst(_alphabet).Array[0, 7].Select(runes => string.Concat(runes.Select(r => new Rune(r).ToString())));

    public static Gen<NaiveRegex> Any(int depth)
    {
        Gen<NaiveRegex> one = Gen.Frequency(
            (6, Gen.OneOfConst(_alphabet).Select(r => (NaiveRegex)new OneOf([r], false, new Rune(r).ToString() is "." or "-" ? "\\" + new Rune(r) : new Rune(r).ToString()))),
            (3, Gen.Const((NaiveRegex)new OneOf([], true, "."))),
            (2, Gen.OneOfConst<NaiveRegex>(
                new OneOf([.. "0123456789"], false, "\\d"),
                new OneOf([.. "0123456789"], true, "\\D"),
                new OneOf([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"], false, "\\w"),
                new OneOf([.. " \t\n\f\r"], false, "\\s"),
                new OneOf([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"], false, "[[:alpha:]]"),
                new OneOf(['a', 'b', 0x1F600], true, "[^a-b\\x{1F600}]"),
                new OneOf([.. Enumerable.Range('é', 3), .. Enumerable.Range(0x1F5FF, 1000)], false, "[é-ë\\x{1F5FF}-\\x{1F9E6}]"),
                new OneOf(['k', 'K', 0x212A], false, "(?i:k)"),
                new OneOf(['é', 'É'], false, "(?i)É(?-i)"))),
            (1, Gen.OneOfConst<NaiveRegex>(new Place('^'), new Place('$'), new Place('b'), new Place('B'))));
        if (depth == 0)
        {
            return one;
        }

        Gen<NaiveRegex[]> parts = Any(depth - 1).Array[0, 4];
        return Gen.Frequency(
            (2, one),
            (3, parts.Select(p => (NaiveRegex)new Sequence(p))),
            (3, parts.Where(p => p.Length > 0).Select(p => (NaiveRegex)new Choice(p))),
            (3, Gen.Select(Any(depth - 1), Gen.OneOfConst((0, -1, "*"), (1, -1, "+"), (0, 1, "?"), (2, 2, "{2}"), (1, 3, "{1,3}"), (2, -1, "{2,}"), (0, 0, "{0}")), Gen.Bool, (inner, count, lazy) =>
                (NaiveRegex)new Repeat(inner, count.Item1, count.Item2, count.Item3 + (lazy ? "?" : "")))));
    }

    public bool Matches(string text)
    {
        int[] runes = [.. text.EnumerateRunes().Select(r => r.Value)];
        return Ends(runes, 0).Contains(runes.Length);
    }

    protected abstract HashSet<int> Ends(int[] text, int start);

    private sealed record OneOf(int[] Runes, bool Negated, string Text) : NaiveRegex
    {
        public override string ToString() => Text;

        protected override HashSet<int> Ends(int[] text, int start) => start < text.Length && Runes.Contains(text[start]) != Negated ? [start + 1] : [];
    }

    private sealed record Place(char Kind) : NaiveRegex
    {
        public override string ToString() => Kind is 'b' or 'B' ? $"\\{Kind}" : Kind.ToString();

        protected override HashSet<int> Ends(int[] text, int start) => Kind switch
        {
            '^' => start == 0,
            '$' => start == text.Length,
            'b' => IsBoundary(text, start),
            _ => !IsBoundary(text, start),
        } ? [start] : [];

        private static bool IsBoundary(int[] text, int at) => (at > 0 && IsWord(text[at - 1])) != (at < text.Length && IsWord(text[at]));

        private static bool IsWord(int rune) => rune < 128 && (char.IsAsciiLetterOrDigit((char)rune) || rune == '_');
    }

    private sealed record Sequence(NaiveRegex[] Parts) : NaiveRegex
    {
        public override string ToString() => $"(?:{string.Concat<NaiveRegex>(Parts)})";

        protected override HashSet<int> Ends(int[] text, int start) => Parts.Aggregate(new HashSet<int> { start }, (ends, part) => [.. ends.SelectMany(e => part.Ends(text, e))]);
    }

    private sealed record Choice(NaiveRegex[] Parts) : NaiveRegex
    {
        public override string ToString() => $"({string.Join('|', Parts.Select(p => p.ToString()))})";

        protected override HashSet<int> Ends(int[] text, int start) => [.. Parts.SelectMany(p => p.Ends(text, start))];
    }

    private sealed record Repeat(NaiveRegex Inner, int Min, int Max, string Operator) : NaiveRegex
    {
        public override string ToString() => $"(?:{Inner}){Operator}";

        protected override HashSet<int> Ends(int[] text, int start)
        {
            HashSet<int> reached = [start];
            HashSet<int> all = Min == 0 ? [start] : [];
            for (int count = 1; count <= (Max < 0 ? Min + text.Length + 1 : Max); count++)
            {
                reached = [.. reached.SelectMany(r => Inner.Ends(text, r))];
                if (count >= Min)
                {
                    all.UnionWith(reached);
                }
            }

            return all;
        }
    }
}
