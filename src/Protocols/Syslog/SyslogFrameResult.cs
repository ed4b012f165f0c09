namespace Orleans.Obs.Protocols.Syslog;

/// <summary>What the front of a stream holds.</summary>
public enum SyslogFrameResult
{
    /// <summary>One message.</summary>
    Frame,

    /// <summary>The beginning of a message.</summary>
    Incomplete,

    /// <summary>More than a message may have; where the next would begin is unknown.</summary>
    TooLong,
}
