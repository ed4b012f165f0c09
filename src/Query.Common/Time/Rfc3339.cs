using System.Text;

namespace Orleans.Obs.Query.Common.Time;

/// <summary>RFC 3339 with any number of fractional digits: <c>2026-11-20T10:00:00.123456789+01:00</c>.</summary>
public static class Rfc3339
{
    private const int SecondsLength = 19;
    private const int MaxLength = 128;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Reads a time as milliseconds since the epoch; finer digits are cut off.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        milliseconds = 0;
        if (text.Length > MaxLength || Ascii.FromUtf16(text, utf8, out int length) != System.Buffers.OperationStatus.Done
            || !TryParse(utf8[..length], out long seconds, out int nanoseconds))
        {
            return false;
        }

        milliseconds = (seconds * 1000) + (nanoseconds / 1_000_000);
        return true;
    }

    /// <summary>Reads a time as nanoseconds since the epoch; finer digits are cut off, and times that this can't express (before 1678, after 2262) fail.</summary>
    public static bool TryParseNanoseconds(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        nanoseconds = 0;
        if (!TryParse(text, out long seconds, out int fraction))
        {
            return false;
        }

        Int128 exact = ((Int128)seconds * NanosecondsPerSecond) + fraction;
        nanoseconds = exact == (long)exact ? (long)exact : 0;
        return exact == (long)exact;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out long seconds, out int nanoseconds)
    {
        (seconds, nanoseconds) = (0, 0);
        if (text.Length <= SecondsLength || !TryParseSeconds(text, out seconds))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[SecondsLength..];
        if (rest[0] is (byte)'.' or (byte)',')
        {
            int digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits <= 0)
            {
                return false;
            }

            for (int i = 0; i < 9; i++)
            {
                nanoseconds = (nanoseconds * 10) + (i < digits ? rest[1 + i] - '0' : 0);
            }

            rest = rest[(1 + digits)..];
        }

        if (!TryParseZone(rest, out int offsetMinutes))
        {
            return false;
        }

        seconds -= offsetMinutes * 60L;
        return true;
    }

    private static bool TryParseSeconds(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':'
            || !TryParseTwo(text, out int century) || !TryParseTwo(text[2..], out int year) || !TryParseTwo(text[5..], out int month) || !TryParseTwo(text[8..], out int day)
            || !TryParseTwo(text[11..], out int hour) || !TryParseTwo(text[14..], out int minute) || !TryParseTwo(text[17..], out int second))
        {
            return false;
        }

        year += century * 100;
        if (year == 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        seconds = (new DateTime(year, month, day, hour, minute, second).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        return true;
    }

    private static bool TryParseZone(ReadOnlySpan<byte> zone, out int minutes)
    {
        minutes = 0;
        if (zone.SequenceEqual("Z"u8))
        {
            return true;
        }

        if (zone.Length != 6 || zone[0] is not ((byte)'+' or (byte)'-') || zone[3] != ':' || !TryParseTwo(zone[1..], out int hours) || hours > 23
            || !TryParseTwo(zone[4..], out int rest) || rest > 59)
        {
            return false;
        }

        minutes = zone[0] == '-' ? -((hours * 60) + rest) : (hours * 60) + rest;
        return true;
    }

    private static bool TryParseTwo(ReadOnlySpan<byte> text, out int number)
    {
        int tens = text[0] - '0', ones = text[1] - '0';
        number = (tens * 10) + ones;
        return (uint)tens <= 9 && (uint)ones <= 9;
    }
}
