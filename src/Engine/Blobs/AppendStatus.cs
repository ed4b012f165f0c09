namespace Orleans.Obs.Engine.Blobs;

/// <summary>How an append ended.</summary>
public enum AppendStatus
{
    /// <summary>The bytes are durable.</summary>
    Appended,

    /// <summary>The blob has another length than stated; nothing was written.</summary>
    LengthMismatch,

    /// <summary>The blob refuses appends; nothing was written.</summary>
    Sealed,

    /// <summary>No appendable blob of that name exists; nothing was written.</summary>
    Absent,
}
