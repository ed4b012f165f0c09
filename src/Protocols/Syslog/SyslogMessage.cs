namespace Orleans.Obs.Protocols.Syslog;

/// <summary>One message, as views of its bytes; what it lacks is empty.</summary>
public ref struct SyslogMessage
{
    /// <summary>Facility times eight plus severity; -1 when the message states none.</summary>
    public int Priority { get; set; }

    /// <summary>Nanoseconds since the epoch; null when the message has no time.</summary>
    public long? Time { get; set; }

    /// <summary>The machine that it comes from.</summary>
    public ReadOnlySpan<byte> Host { get; set; }

    /// <summary>The program that it comes from.</summary>
    public ReadOnlySpan<byte> App { get; set; }

    /// <summary>The process.</summary>
    public ReadOnlySpan<byte> ProcessId { get; set; }

    /// <summary>The kind of message.</summary>
    public ReadOnlySpan<byte> MessageId { get; set; }

    /// <summary>All elements of structured data, in their notation.</summary>
    public ReadOnlySpan<byte> StructuredData { get; set; }

    /// <summary>What is said.</summary>
    public ReadOnlySpan<byte> Text { get; set; }

    /// <summary>The facility's keyword; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> Facility => Priority < 0 ? default : SyslogNames.FacilityOf(Priority >> 3);

    /// <summary>The severity's keyword; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> Severity => Priority < 0 ? default : SyslogNames.SeverityOf(Priority & 7);

    /// <summary>The level that the severity stands for; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> Level => Priority < 0 ? default : SyslogNames.LevelOf(Priority & 7);
}
