using System.Collections.Immutable;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>
/// Literal texts with gaps between them, as <c>foo.*bar</c> has: <see cref="Texts"/>[0], gap 0, <see cref="Texts"/>[1], … One text and no gap is a literal. A gap takes any
/// text, or any but the empty one.
/// </summary>
internal sealed record Wildcard(ImmutableArray<byte[]> Texts, ImmutableArray<bool> GapsNotEmpty)
{
    public static Wildcard Empty { get; } = Literal([]);

    public static Wildcard Anything { get; } = new([[], []], [false]);

    public static Wildcard Something { get; } = new([[], []], [true]);

    public bool IsLiteral => GapsNotEmpty.IsEmpty;

    /// <summary>How many bytes the texts have.</summary>
    public int Length => Texts.Sum(t => t.Length);

    public bool IsAnything => GapsNotEmpty is [false] && Texts[0].Length == 0 && Texts[1].Length == 0;

    public static Wildcard Literal(byte[] text) => new([text], []);

    /// <summary>This one followed by another; null when two gaps would meet that both want a character.</summary>
    public Wildcard? Append(Wildcard next)
    {
        byte[] seam = [.. Texts[^1], .. next.Texts[0]];
        if (seam.Length > 0 || IsLiteral || next.IsLiteral)
        {
            return new Wildcard([.. Texts.AsSpan()[..^1], seam, .. next.Texts.AsSpan()[1..]], [.. GapsNotEmpty, .. next.GapsNotEmpty]);
        }

        return GapsNotEmpty[^1] && next.GapsNotEmpty[0]
            ? null
            : new Wildcard(
                [.. Texts.AsSpan()[..^1], .. next.Texts.AsSpan()[1..]],
                [.. GapsNotEmpty.AsSpan()[..^1], GapsNotEmpty[^1] || next.GapsNotEmpty[0], .. next.GapsNotEmpty.AsSpan()[1..]]);
    }

    /// <summary>Does a whole value match? Each text is looked for from the left, which leaves the most room for those that follow.</summary>
    public bool Matches(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> first = Texts[0];
        ReadOnlySpan<byte> last = Texts[^1];
        if (IsLiteral)
        {
            return value.SequenceEqual(first);
        }

        if (!value.StartsWith(first) || !value.EndsWith(last) || value.Length < first.Length + last.Length)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = value[first.Length..^last.Length];
        for (int gap = 0; gap < GapsNotEmpty.Length; gap++)
        {
            if (GapsNotEmpty[gap])
            {
                if (rest.IsEmpty)
                {
                    return false;
                }

                // Not into the middle of the character that the gap takes: what follows starts with a whole one anyway.
                rest = rest[1..];
            }

            if (gap < GapsNotEmpty.Length - 1)
            {
                ReadOnlySpan<byte> text = Texts[gap + 1];
                int found = rest.IndexOf(text);
                if (found < 0)
                {
                    return false;
                }

                rest = rest[(found + text.Length)..];
            }
        }

        return true;
    }
}
