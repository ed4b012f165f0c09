namespace Orleans.Obs.Protocols.Syslog;

/// <summary>Keywords of facilities and severities.</summary>
internal static class SyslogNames
{
    public static ReadOnlySpan<byte> FacilityOf(int facility) => facility switch
    {
        0 => "kern"u8,
        1 => "user"u8,
        2 => "mail"u8,
        3 => "daemon"u8,
        4 => "auth"u8,
        5 => "syslog"u8,
        6 => "lpr"u8,
        7 => "news"u8,
        8 => "uucp"u8,
        9 => "cron"u8,
        10 => "authpriv"u8,
        11 => "ftp"u8,
        12 => "ntp"u8,
        13 => "security"u8,
        14 => "console"u8,
        15 => "solaris-cron"u8,
        16 => "local0"u8,
        17 => "local1"u8,
        18 => "local2"u8,
        19 => "local3"u8,
        20 => "local4"u8,
        21 => "local5"u8,
        22 => "local6"u8,
        _ => "local7"u8,
    };

    public static ReadOnlySpan<byte> SeverityOf(int severity) => severity switch
    {
        0 => "emerg"u8,
        1 => "alert"u8,
        2 => "crit"u8,
        3 => "err"u8,
        4 => "warning"u8,
        5 => "notice"u8,
        6 => "info"u8,
        _ => "debug"u8,
    };

    public static ReadOnlySpan<byte> LevelOf(int severity) => severity switch
    {
        0 or 1 => "fatal"u8,
        2 => "critical"u8,
        3 => "error"u8,
        4 => "warn"u8,
        5 or 6 => "info"u8,
        _ => "debug"u8,
    };
}
