using System.Collections.Immutable;

namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>Which columns of a group a reader needs besides times and streams.</summary>
public sealed record LogColumns
{
    /// <summary>Times and streams alone.</summary>
    public static LogColumns None { get; } = new();

    /// <summary>Times, streams and the lengths of lines.</summary>
    public static LogColumns Lengths { get; } = new() { LineLengths = true };

    /// <summary>Times, streams and lines.</summary>
    public static LogColumns LinesOnly { get; } = new() { Lines = true };

    /// <summary>Everything.</summary>
    public static LogColumns All { get; } = new() { Lines = true, AllMetadata = true };

    /// <summary>Lines are read, and may be searched for anything; their lengths are there then too.</summary>
    public bool Lines { get; init; }

    /// <summary>Lines are searched for these texts and no others. Costs less than <see cref="Lines"/>: often nothing but the kinds of the lines.</summary>
    public ImmutableArray<LineNeedle> Needles { get; init; } = [];

    /// <summary>The lengths of lines are asked for.</summary>
    public bool LineLengths { get; init; }

    /// <summary>Every name of structured metadata.</summary>
    public bool AllMetadata { get; init; }

    /// <summary>These names of structured metadata, UTF-8.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Metadata { get; init; } = [];
}
