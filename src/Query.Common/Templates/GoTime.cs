using System.Globalization;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>A moment and the zone that it is shown in, as Go's time.Time.</summary>
/// <param name="UnixNanoseconds">Nanoseconds since the epoch.</param>
/// <param name="Zone">The zone; null is UTC.</param>
public readonly record struct GoTime(Int128 UnixNanoseconds, TimeZoneInfo? Zone)
{
    private const long Second = 1_000_000_000;

    /// <summary>The beginning of the year 1, which stands for no time at all.</summary>
    public static GoTime Zero { get; } = new(-62_135_596_800 * (Int128)Second, null);

    /// <summary>Seconds since the epoch.</summary>
    public long UnixSeconds => (long)Floor(UnixNanoseconds, Second);

    /// <summary>Nanoseconds within the second.</summary>
    public int Nanosecond => (int)(UnixNanoseconds - ((Int128)UnixSeconds * Second));

    /// <summary>The date and time of day where it is shown, to the second; beyond the years that .NET knows, the nearest it does.</summary>
    public DateTime Local
    {
        get
        {
            long ticks = Math.Clamp(UnixSeconds, -62_135_596_800, 253_402_300_799) * TimeSpan.TicksPerSecond;
            DateTime utc = DateTime.UnixEpoch.AddTicks(ticks);
            return Zone is null ? utc : TimeZoneInfo.ConvertTimeFromUtc(utc, Zone);
        }
    }

    /// <summary>How far the zone is ahead of UTC at that moment.</summary>
    public TimeSpan Offset => Zone is null ? TimeSpan.Zero : Local - this.ToUtc().Local;

    /// <summary>The zone's abbreviation, or its offset where it has none.</summary>
    public string ZoneName
    {
        get
        {
            if (Zone is null)
            {
                return "UTC";
            }

            string name = Zone.IsDaylightSavingTime(Local) ? Zone.DaylightName : Zone.StandardName;
            return name.Length is >= 3 and <= 5 && name.All(char.IsAsciiLetterUpper) ? name : GoTimeLayout.Format(this, Offset.Minutes == 0 ? "-07" : "-0700");
        }
    }

    /// <summary>The same moment in UTC.</summary>
    public GoTime ToUtc() => this with { Zone = null };

    /// <summary>As Go prints it: <c>2026-11-20 10:00:00.5 +0000 UTC</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{GoTimeLayout.Format(this, "2006-01-02 15:04:05.999999999 -0700")} {ZoneName}");

    private static Int128 Floor(Int128 value, long divisor) => value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}
