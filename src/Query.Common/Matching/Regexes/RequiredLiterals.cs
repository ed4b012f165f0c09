using System.Collections.Immutable;
using System.Text;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>
/// Finds out which texts every match of an expression contains: sets of needles of which one must be there, for each set. From the inside out: a part either stands for a
/// few exact texts, which grow with their neighbours, or is opaque and contributes the sets that it requires.
/// </summary>
internal static class RequiredLiterals
{
    private const int MostTexts = 16;
    private const int LongestText = 128;

    /// <summary>What every match contains, and whether containing one of the texts of the only set is all that the expression asks for.</summary>
    public static (ImmutableArray<ImmutableArray<Needle>> Required, bool IsComplete) Of(RegexNode node)
    {
        Part part = Analyze(node);
        part = part.Exact is { } exact ? part with { Exact = null, Required = WithSet(part.Required, exact) } : part;
        bool complete = part.IsPlain && part.Required.Length == 1 && IsExactly(node);
        return (part.Required, complete);
    }

    private static Part Analyze(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Characters { Set: var set }:
                return TextsOf(set) is { } texts ? Part.Of(texts) : Part.Opaque;
            case RegexNode.Assertion:
                return Part.Of([Text.Empty]) with { IsPlain = false };
            case RegexNode.Capture capture:
                return Analyze(capture.Inner);
            case RegexNode.Concatenation concatenation:
                return Concatenate(concatenation.Parts);
            case RegexNode.Alternation alternation:
                return Alternate([.. alternation.Parts.Select(Analyze)]);
            case RegexNode.Repetition { Min: 1, Max: 1 } once:
                return Analyze(once.Inner);
            case RegexNode.Repetition { Min: > 0 } repetition:
                Part inner = Analyze(repetition.Inner);
                return new Part(null, inner.Exact is { } exact ? WithSet(inner.Required, exact) : inner.Required, IsPlain: false);
            default:
                return Part.Opaque;
        }
    }

    private static Part Concatenate(ImmutableArray<RegexNode> nodes)
    {
        ImmutableArray<ImmutableArray<Needle>> required = [];
        List<Text>? run = [Text.Empty];
        bool plain = true, whole = true;
        foreach (RegexNode node in nodes)
        {
            Part part = Analyze(node);
            plain &= part.IsPlain;
            required = required.AddRange(part.Required);
            List<Text>? longer = run is not null && part.Exact is not null ? Product(run, part.Exact) : null;
            if (longer is null)
            {
                whole = false;
                required = run is null ? required : WithSet(required, run);
                run = part.Exact;
            }
            else
            {
                run = longer;
            }
        }

        return whole ? new Part(run, required, plain) : new Part(null, run is null ? required : WithSet(required, run), IsPlain: false);
    }

    private static Part Alternate(Part[] parts)
    {
        if (parts.All(static part => part.Exact is not null) && parts.Sum(static part => part.Exact!.Count) <= MostTexts)
        {
            return new Part([.. parts.SelectMany(static part => part.Exact!)], [], parts.All(static part => part.IsPlain));
        }

        // One of the sets of each alternative, together, is what is there whichever matched.
        List<Needle> any = [];
        foreach (Part part in parts)
        {
            ImmutableArray<ImmutableArray<Needle>> sets = part.Exact is { } exact ? WithSet(part.Required, exact) : part.Required;
            if (sets.IsEmpty)
            {
                return Part.Opaque;
            }

            any.AddRange(sets.MaxBy(static set => set.Min(static needle => needle.Bytes.Length)));
        }

        return new Part(null, any.Count <= MostTexts ? [[.. any]] : [], IsPlain: false);
    }

    private static List<Text>? Product(List<Text> left, List<Text> right)
    {
        if (left.Count * right.Count > MostTexts || left[0].Bytes.Length + right[0].Bytes.Length > LongestText)
        {
            return null;
        }

        return [.. left.SelectMany(one => right.Select(one.Append))];
    }

    private static ImmutableArray<ImmutableArray<Needle>> WithSet(ImmutableArray<ImmutableArray<Needle>> sets, List<Text> texts) =>
        texts.Any(static text => text.Bytes.Length == 0) ? sets : sets.Add([.. texts.Select(static text => text.ToNeedle())]);

    // Few characters, or a letter in both cases.
    private static List<Text>? TextsOf(RuneSet set)
    {
        if (set.Count == 2 && set.Values.First() is var upper and >= 'A' and <= 'Z' && set.Values.Last() == upper + 32)
        {
            return [new Text([(byte)(upper + 32)], FoldsSome: true, FixesSome: false)];
        }

        return set.Count is > 0 and <= 4 ? [.. set.Values.Select(static rune => Text.OfRune(rune))] : null;
    }

    // Only what mixes letters of both kinds is looked for more loosely than the expression says.
    private static bool IsExactly(RegexNode node) => Analyze(node).Exact is { } texts && texts.All(static text => !(text.FoldsSome && text.FixesSome));

    /// <summary>What is known about a part: the texts it stands for (null: unknown), what it requires besides, and whether it looks at nothing but its own characters.</summary>
    private sealed record Part(List<Text>? Exact, ImmutableArray<ImmutableArray<Needle>> Required, bool IsPlain)
    {
        public static Part Opaque { get; } = new(null, [], IsPlain: false);

        public static Part Of(List<Text> texts) => new(texts, [], IsPlain: true);
    }

    /// <summary>A text, lower-case where letters may have either case, and whether it has letters of which the case does not or does count.</summary>
    private sealed record Text(byte[] Bytes, bool FoldsSome, bool FixesSome)
    {
        public static Text Empty { get; } = new([], FoldsSome: false, FixesSome: false);

        public static Text OfRune(int rune)
        {
            byte[] bytes = new byte[4];
            int length = new Rune(rune).EncodeToUtf8(bytes);
            return new Text(bytes[..length], FoldsSome: false, FixesSome: rune < 128 && char.IsAsciiLetter((char)rune));
        }

        public Text Append(Text next) => new([.. Bytes, .. next.Bytes], FoldsSome || next.FoldsSome, FixesSome || next.FixesSome);

        public Needle ToNeedle() => FoldsSome ? new Needle(Encoding.Latin1.GetBytes(ToLower(Encoding.Latin1.GetString(Bytes))), IgnoresCase: true) : Needle.Of(Bytes);

        private static string ToLower(string text) => string.Create(text.Length, text, static (lower, from) =>
        {
            for (int i = 0; i < from.Length; i++)
            {
                lower[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
            }
        });
    }
}
