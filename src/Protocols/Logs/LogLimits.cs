namespace Orleans.Obs.Protocols.Logs;

/// <summary>What a tenant's lines may look like; 0 means unlimited.</summary>
public sealed record LogLimits
{
    /// <summary>Labels of a stream, not counting a service's name that the server adds.</summary>
    public int LabelsPerStream { get; init; }

    /// <summary>Bytes of a label's name.</summary>
    public int LabelNameLength { get; init; }

    /// <summary>Bytes of a label's value.</summary>
    public int LabelValueLength { get; init; }

    /// <summary>Lines before this time are refused, nanoseconds.</summary>
    public long OldestTime { get; init; } = long.MinValue;

    /// <summary>Lines after this time are refused, nanoseconds.</summary>
    public long NewestTime { get; init; } = long.MaxValue;

    /// <summary>Bytes of a line.</summary>
    public int LineLength { get; init; }

    /// <summary>Longer lines are cut off instead of refused.</summary>
    public bool LineTruncate { get; init; }

    /// <summary>Bytes of the names and values of a line's structured metadata.</summary>
    public int MetadataBytes { get; init; }

    /// <summary>Pairs of a line's structured metadata.</summary>
    public int MetadataPairs { get; init; }
}
