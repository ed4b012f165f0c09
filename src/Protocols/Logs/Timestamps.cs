using System.Globalization;

namespace Orleans.Obs.Protocols.Logs;

/// <summary>Nanoseconds since the epoch. Times beyond what these can express become the first or the last of them, which no retention lets in.</summary>
internal static class Timestamps
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The time in RFC 3339, to the second, as messages show it.</summary>
    public static string Format(long nanoseconds) => DateTime.UnixEpoch.AddTicks(nanoseconds / 100).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time of seconds and a fraction.</summary>
    public static long OfParts(long seconds, long nanoseconds)
    {
        Int128 exact = ((Int128)seconds * NanosecondsPerSecond) + nanoseconds;
        return exact < long.MinValue ? long.MinValue : exact > long.MaxValue ? long.MaxValue : (long)exact;
    }
}
