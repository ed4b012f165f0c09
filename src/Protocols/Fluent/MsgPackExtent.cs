namespace Orleans.Obs.Protocols.Fluent;

/// <summary>Whether a value is there as a whole.</summary>
public enum MsgPackExtent
{
    /// <summary>It is.</summary>
    Complete,

    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>It is, or is announced to be, longer than allowed.</summary>
    TooLong,

    /// <summary>It is no MessagePack.</summary>
    Malformed,
}
