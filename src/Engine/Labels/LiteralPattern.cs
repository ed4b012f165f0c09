using System.Collections.Immutable;
using System.Text;

namespace Orleans.Obs.Engine.Labels;

/// <summary>Matches one value exactly.</summary>
public sealed class LiteralPattern(ReadOnlyMemory<byte> value) : IValuePattern
{
    /// <summary>Matches the UTF-8 form of <paramref name="value"/> exactly.</summary>
    public LiteralPattern(string value)
        : this(Encoding.UTF8.GetBytes(value))
    {
    }

    /// <inheritdoc/>
    public ImmutableArray<ReadOnlyMemory<byte>> Literals { get; } = [value];

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Prefix { get; } = value;

    /// <inheritdoc/>
    public bool MatchesEverything => false;

    /// <inheritdoc/>
    public bool Matches(ReadOnlySpan<byte> value) => value.SequenceEqual(Prefix.Span);
}
