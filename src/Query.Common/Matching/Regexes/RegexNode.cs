using System.Collections.Immutable;

namespace Orleans.Obs.Query.Common.Matching.Regexes;

/// <summary>A parsed regular expression. Flags are gone: sets of characters have them worked in.</summary>
internal abstract record RegexNode
{
    /// <summary>One character out of a set; a literal is a set of one.</summary>
    public sealed record Characters(RuneSet Set) : RegexNode;

    /// <summary>A place in the text.</summary>
    public sealed record Assertion(AssertionKind Kind) : RegexNode;

    /// <summary>One part after the other; none match the empty text.</summary>
    public sealed record Concatenation(ImmutableArray<RegexNode> Parts) : RegexNode;

    /// <summary>One of the parts, the earlier preferred.</summary>
    public sealed record Alternation(ImmutableArray<RegexNode> Parts) : RegexNode;

    /// <summary>From <paramref name="Min"/> to <paramref name="Max"/> (null: any number of) times, as many or, if lazy, as few as possible.</summary>
    public sealed record Repetition(RegexNode Inner, int Min, int? Max, bool Lazy) : RegexNode;

    /// <summary>A capturing group. They are numbered from 1 by their opening parentheses.</summary>
    public sealed record Capture(RegexNode Inner, string? Name) : RegexNode;

    /// <summary>The kinds of assertions.</summary>
    public enum AssertionKind
    {
        /// <summary>The beginning of the text.</summary>
        BeginText,

        /// <summary>The very end of the text.</summary>
        EndText,

        /// <summary>The beginning of a line.</summary>
        BeginLine,

        /// <summary>The end of a line.</summary>
        EndLine,

        /// <summary>Between an ASCII word character and another.</summary>
        WordBoundary,

        /// <summary>Elsewhere.</summary>
        NoWordBoundary,
    }
}
