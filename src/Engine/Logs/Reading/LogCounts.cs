namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>Counted rows in cells, one for each group, level and bucket that has rows, sorted by them in this order. The columns have one element for each cell.</summary>
public sealed class LogCounts
{
    /// <summary>The levels that occur, when levels were asked for: values of the structured metadata <see cref="LogLevels.MetadataName"/>, empty for rows without; otherwise one empty text.</summary>
    public required IReadOnlyList<string> Levels { get; init; }

    /// <summary>The group that the caller gave the streams.</summary>
    public required ReadOnlyMemory<int> Groups { get; init; }

    /// <summary>The place of the level in <see cref="Levels"/>.</summary>
    public required ReadOnlyMemory<int> LevelNumbers { get; init; }

    /// <summary>The bucket's number.</summary>
    public required ReadOnlyMemory<int> Buckets { get; init; }

    /// <summary>How many rows.</summary>
    public required ReadOnlyMemory<long> Rows { get; init; }

    /// <summary>Bytes of their lines.</summary>
    public required ReadOnlyMemory<long> Bytes { get; init; }
}
