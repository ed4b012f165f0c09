using System.Collections.Immutable;

namespace Orleans.Obs.Engine.Labels;

/// <summary>What a matcher asks of a label's value, with the hints that let an index answer without looking at every value. Immutable, thread-safe.</summary>
public interface IValuePattern
{
    /// <summary>The exact values that match, when they are finitely many and known; default otherwise.</summary>
    ImmutableArray<ReadOnlyMemory<byte>> Literals { get; }

    /// <summary>Every matching value starts with these bytes; often empty.</summary>
    ReadOnlyMemory<byte> Prefix { get; }

    /// <summary>True when every value matches, the empty one included.</summary>
    bool MatchesEverything { get; }

    /// <summary>Does this UTF-8 value match as a whole?</summary>
    bool Matches(ReadOnlySpan<byte> value);
}
