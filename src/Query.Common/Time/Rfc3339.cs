using System.Globalization;

namespace Orleans.Obs.Query.Common.Time;

/// <summary>RFC 3339 with any number of fractional digits: <c>2026-11-20T10:00:00.123456789+01:00</c>.</summary>
public static class Rfc3339
{
    private const string ToTheSecond = "yyyy-MM-dd'T'HH:mm:ss";
    private const int SecondsLength = 19;

    /// <summary>Reads a time as milliseconds since the epoch; finer digits are cut off.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length <= SecondsLength
            || !DateTime.TryParseExact(text[..SecondsLength], ToTheSecond, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time))
        {
            return false;
        }

        ReadOnlySpan<char> rest = text[SecondsLength..];
        int fraction = 0;
        if (rest[0] is '.' or ',')
        {
            int digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
            {
                return false;
            }

            for (int i = 0; i < 3; i++)
            {
                fraction = (fraction * 10) + (i < digits ? rest[1 + i] - '0' : 0);
            }

            rest = rest[(1 + digits)..];
        }

        if (!TryParseZone(rest, out int offsetMinutes))
        {
            return false;
        }

        milliseconds = ((time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond) + fraction - (offsetMinutes * 60_000L);
        return true;
    }

    private static bool TryParseZone(ReadOnlySpan<char> zone, out int minutes)
    {
        minutes = 0;
        if (zone is "Z")
        {
            return true;
        }

        if (zone.Length != 6 || zone[0] is not ('+' or '-') || zone[3] != ':'
            || !int.TryParse(zone[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out int hours) || hours > 23
            || !int.TryParse(zone[4..], NumberStyles.None, CultureInfo.InvariantCulture, out int rest) || rest > 59)
        {
            return false;
        }

        minutes = zone[0] == '-' ? -((hours * 60) + rest) : (hours * 60) + rest;
        return true;
    }
}
