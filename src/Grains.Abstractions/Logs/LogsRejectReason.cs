namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>Why a log line was not stored; names and numbers are those of the engine's reasons.</summary>
[GenerateSerializer, Alias("obs.logs-reject-reason")]
public enum LogsRejectReason : byte
{
    /// <summary>Older than the retention or the tenant's largest age allows.</summary>
    TooOld = 0,

    /// <summary>Too far ahead of the server's clock.</summary>
    TooFarInFuture = 1,

    /// <summary>Too far behind the newest line of its stream, where the tenant has such a limit.</summary>
    TooFarBehind = 2,

    /// <summary>The stream's labels break the rules.</summary>
    InvalidLabels = 3,

    /// <summary>A label name occurs twice.</summary>
    DuplicateLabels = 4,

    /// <summary>The stream has more labels than the tenant may use.</summary>
    TooManyLabels = 5,

    /// <summary>A label's name is too long.</summary>
    LabelNameTooLong = 6,

    /// <summary>A label's value is too long.</summary>
    LabelValueTooLong = 7,

    /// <summary>The line is too long.</summary>
    LineTooLong = 8,

    /// <summary>The structured metadata of the line is too large.</summary>
    MetadataTooLarge = 9,

    /// <summary>The line has too many pairs of structured metadata.</summary>
    MetadataTooMany = 10,

    /// <summary>The tenant's limit of active streams.</summary>
    StreamLimit = 11,
}
