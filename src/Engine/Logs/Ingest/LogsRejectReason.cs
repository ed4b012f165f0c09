namespace Orleans.Obs.Engine.Logs.Ingest;

/// <summary>Why a log line was not stored. Shards decide what needs the clock or other lines; decoders decide what a line alone shows.</summary>
public enum LogsRejectReason : byte
{
    /// <summary>Older than the retention or the tenant's largest age allows.</summary>
    TooOld,

    /// <summary>Too far ahead of the server's clock.</summary>
    TooFarInFuture,

    /// <summary>Too far behind the newest line of its stream, where the tenant has such a limit.</summary>
    TooFarBehind,

    /// <summary>The stream's labels break the rules.</summary>
    InvalidLabels,

    /// <summary>A label name occurs twice.</summary>
    DuplicateLabels,

    /// <summary>The stream has more labels than the tenant may use.</summary>
    TooManyLabels,

    /// <summary>A label's name is too long.</summary>
    LabelNameTooLong,

    /// <summary>A label's value is too long.</summary>
    LabelValueTooLong,

    /// <summary>The line is too long.</summary>
    LineTooLong,

    /// <summary>The structured metadata of the line is too large.</summary>
    MetadataTooLarge,

    /// <summary>The line has too many pairs of structured metadata.</summary>
    MetadataTooMany,

    /// <summary>The tenant's limit of active streams.</summary>
    StreamLimit,
}
