using System.Collections.Immutable;
using System.Text;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>
/// Finds out what an anchored expression boils down to: most expressions of matchers are alternations of literals and of texts with <c>.*</c> in them, which are matched
/// faster, and looked up in an index, as such. Works by expanding the expression; small sets of characters and optional parts multiply.
/// </summary>
internal sealed class WildcardAnalysis
{
    private const int MaxLiterals = 10_000;
    private const int MaxProduct = 1000;
    private const int MaxWithGaps = 32;
    private const int MaxBytes = 1 << 20;
    private const int MaxSetExpansion = 64;
    private const int MaxGaps = 32;

    // What may be copied on the way, in bytes.
    private long _budget = 32 << 20;

    /// <summary>The wildcards that together match exactly what the expression matches; default when there are too many or it is of another kind.</summary>
    public static ImmutableArray<Wildcard> Expand(RegexNode node) => new WildcardAnalysis().TryExpand(WithoutOuterAnchors(node)) is { } found ? [.. found] : default;

    /// <summary>A text that every match starts with.</summary>
    public static byte[] Prefix(RegexNode node)
    {
        List<byte> prefix = [];
        CollectPrefix(WithoutOuterAnchors(node), prefix);
        return [.. prefix];
    }

    private List<Wildcard>? TryExpand(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Characters { Set: var set }:
                return set.Count <= MaxSetExpansion ? [.. set.Values.Select(rune => Wildcard.Literal(Utf8(rune)))] : null;
            case RegexNode.Capture capture:
                return TryExpand(capture.Inner);
            case RegexNode.Alternation alternation:
                List<Wildcard> all = [];
                foreach (RegexNode part in alternation.Parts)
                {
                    if (TryExpand(part) is not { } found)
                    {
                        return null;
                    }

                    all.AddRange(found);
                    if (all.Count > MaxLiterals)
                    {
                        return null;
                    }
                }

                return IsSmall(all) ? Distinct(all) : null;
            case RegexNode.Concatenation concatenation:
                return ExpandSequence(concatenation.Parts);
            case RegexNode.Repetition { Inner: RegexNode.Characters { Set.IsAll: true }, Min: 0 or 1, Max: null } repetition:
                return [repetition.Min == 0 ? Wildcard.Anything : Wildcard.Something];
            case RegexNode.Repetition { Max: { } max } repetition:
                return TryExpand(repetition.Inner) is { } inner ? Repeat(inner, repetition.Min, max) : null;
            default:
                return null;
        }
    }

    private List<Wildcard>? ExpandSequence(ImmutableArray<RegexNode> parts)
    {
        List<Wildcard>? sequence = [Wildcard.Empty];
        for (int i = 0; i < parts.Length; i++)
        {
            List<byte> run = [];
            while (i < parts.Length && parts[i] is RegexNode.Characters { Set: { Count: 1 } set })
            {
                run.AddRange(Utf8(set.Values.First()));
                i++;
            }

            if (run.Count > 0)
            {
                sequence = Product(sequence, [Wildcard.Literal([.. run])]);
            }

            if (sequence is not null && i < parts.Length)
            {
                sequence = TryExpand(parts[i]) is { } found ? Product(sequence, found) : null;
            }

            if (sequence is null)
            {
                return null;
            }
        }

        return sequence;
    }

    private List<Wildcard>? Repeat(List<Wildcard> inner, int min, int max)
    {
        List<Wildcard> all = [];
        List<Wildcard>? times = [Wildcard.Empty];
        for (int count = 0; count <= max; count++)
        {
            if (count > 0)
            {
                times = Product(times, inner);
            }

            if (times is null)
            {
                return null;
            }

            if (count >= min)
            {
                all.AddRange(times);
                if (all.Count > MaxProduct)
                {
                    return null;
                }
            }
        }

        return IsSmall(all) ? Distinct(all) : null;
    }

    private List<Wildcard>? Product(List<Wildcard> left, List<Wildcard> right)
    {
        if ((long)left.Count * right.Count > MaxProduct)
        {
            return null;
        }

        List<Wildcard> product = new(left.Count * right.Count);
        foreach (Wildcard a in left)
        {
            foreach (Wildcard b in right)
            {
                if (a.Append(b) is not { } sequence || sequence.GapsNotEmpty.Length > MaxGaps || (_budget -= sequence.Length) < 0)
                {
                    return null;
                }

                product.Add(sequence);
            }
        }

        return IsSmall(product) ? product : null;
    }

    private static bool IsSmall(List<Wildcard> wildcards) =>
        wildcards.Count <= MaxLiterals && wildcards.Count(w => !w.IsLiteral) <= MaxWithGaps && wildcards.Sum(w => w.Length) <= MaxBytes;

    private static List<Wildcard> Distinct(List<Wildcard> wildcards) =>
        wildcards.Any(w => w.IsAnything) ? [Wildcard.Anything] : [.. wildcards.DistinctBy(w => (string.Join('\0', w.Texts.Select(Convert.ToHexString)), string.Join('\0', w.GapsNotEmpty)))];

    // Returns whether the node matches exactly what was added.
    private static bool CollectPrefix(RegexNode node, List<byte> prefix)
    {
        switch (node)
        {
            case RegexNode.Characters { Set: { Count: 1 } set }:
                prefix.AddRange(Utf8(set.Values.First()));
                return true;
            case RegexNode.Capture capture:
                return CollectPrefix(capture.Inner, prefix);
            case RegexNode.Concatenation concatenation:
                foreach (RegexNode part in concatenation.Parts)
                {
                    if (!CollectPrefix(part, prefix))
                    {
                        return false;
                    }
                }

                return true;
            case RegexNode.Alternation alternation:
                List<byte>? common = null;
                foreach (RegexNode part in alternation.Parts)
                {
                    List<byte> own = [];
                    CollectPrefix(part, own);
                    common = common is null ? own : [.. common.TakeWhile((b, i) => i < own.Count && own[i] == b)];
                }

                prefix.AddRange(common!);
                return false;
            case RegexNode.Repetition { Min: > 0 } repetition:
                CollectPrefix(repetition.Inner, prefix);
                return false;
            default:
                return false;
        }
    }

    // The whole expression is anchored: its own outermost anchors say nothing new.
    private static RegexNode WithoutOuterAnchors(RegexNode node)
    {
        switch (node)
        {
            case RegexNode.Concatenation { Parts: var parts }:
                int start = 0;
                int end = parts.Length;
                while (start < end && parts[start] is RegexNode.Assertion { Kind: RegexNode.AssertionKind.BeginText or RegexNode.AssertionKind.BeginLine })
                {
                    start++;
                }

                while (end > start && parts[end - 1] is RegexNode.Assertion { Kind: RegexNode.AssertionKind.EndText or RegexNode.AssertionKind.EndLine })
                {
                    end--;
                }

                return new RegexNode.Concatenation(parts[start..end]);
            case RegexNode.Alternation alternation:
                return new RegexNode.Alternation([.. alternation.Parts.Select(WithoutOuterAnchors)]);
            case RegexNode.Capture capture:
                return WithoutOuterAnchors(capture.Inner);
            default:
                return node;
        }
    }

    private static byte[] Utf8(int rune)
    {
        byte[] bytes = new byte[4];
        return bytes[..new Rune(rune).EncodeToUtf8(bytes)];
    }
}
