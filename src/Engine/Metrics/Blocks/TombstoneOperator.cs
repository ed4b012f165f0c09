namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>How a tombstone's matcher compares; the names are stored.</summary>
public enum TombstoneOperator : byte
{
    /// <summary>The value is exactly this.</summary>
    Equal = 0,

    /// <summary>The value is anything but this.</summary>
    NotEqual = 1,

    /// <summary>The whole value matches the regular expression.</summary>
    Matches = 2,

    /// <summary>The whole value does not match the regular expression.</summary>
    NotMatches = 3,
}
