namespace Orleans.Obs.Silo.Configuration;

/// <summary>How this silo's write-ahead log writes.</summary>
internal sealed class LogOptions
{
    public const string Section = "Obs:Log";

    /// <summary>Least time between the starts of two writes under load; what arrives in between is written together. An idle log writes at once.</summary>
    public Period FlushInterval { get; set; } = Period.FromMilliseconds(2);

    /// <summary>Bytes after which a segment of the log ends.</summary>
    public ByteSize SegmentSize { get; set; } = ByteSize.FromMebibytes(64);
}
