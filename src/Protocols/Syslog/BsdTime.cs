using System.Buffers.Text;

namespace Orleans.Obs.Protocols.Syslog;

/// <summary>A time in the notation of RFC 3164, <c>Oct  9 22:33:20</c>, which has neither year nor zone; some devices add the year or a fraction of the second.</summary>
internal readonly record struct BsdTime(int? Year, int Month, int Day, TimeSpan Clock)
{
    private const string Months = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /// <summary>Reads a time at the front of a text.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out BsdTime time, out int length)
    {
        (time, length) = (default, 0);
        if (text.Length < 15 || text[3] != ' ')
        {
            return false;
        }

        int month = MonthOf(text[..3]);
        int at = 4 + (text[4] == ' ' ? 1 : 0);
        if (month == 0 || !TryReadNumber(text, ref at, out int day) || day is < 1 or > 31 || !TrySkip(text, ref at, ' '))
        {
            return false;
        }

        int start = at;
        int? year = null;
        if (TryReadNumber(text, ref at, out int number) && at - start == 4 && TrySkip(text, ref at, ' '))
        {
            year = number;
        }
        else
        {
            at = start;
        }

        if (!TryReadNumber(text, ref at, out int hour) || !TrySkip(text, ref at, ':') || !TryReadNumber(text, ref at, out int minute) || !TrySkip(text, ref at, ':')
            || !TryReadNumber(text, ref at, out int second) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var clock = new TimeSpan(hour, minute, Math.Min(second, 59));
        if (at < text.Length && text[at] == '.')
        {
            clock += FractionOf(text, ref at);
        }

        if (at < text.Length && text[at] is not ((byte)' ' or (byte)':'))
        {
            return false;
        }

        length = at + (at < text.Length && text[at] == ':' ? 1 : 0);
        time = new BsdTime(year, month, day, clock);
        return true;
    }

    /// <summary>Nanoseconds since the epoch. A time without a year lies in the twelve months up to tomorrow, since clocks differ.</summary>
    public long Resolve(DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTime local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        int year = Year ?? local.Year;
        DateTime time = At(year);
        if (Year is null && time > local.AddDays(1))
        {
            time = At(year - 1);
        }

        TimeSpan offset = zone.GetUtcOffset(DateTime.SpecifyKind(time, DateTimeKind.Unspecified));
        return (time.Ticks - offset.Ticks - DateTime.UnixEpoch.Ticks) * 100;
    }

    private DateTime At(int year)
    {
        year = Math.Clamp(year, 1970, 2261);
        return new DateTime(year, Month, Math.Min(Day, DateTime.DaysInMonth(year, Month))) + Clock;
    }

    private static int MonthOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Months.Length; i += 3)
        {
            if (name[0] == Months[i] && name[1] == Months[i + 1] && name[2] == Months[i + 2])
            {
                return (i / 3) + 1;
            }
        }

        return 0;
    }

    private static TimeSpan FractionOf(ReadOnlySpan<byte> text, ref int at)
    {
        long ticks = 0, unit = TimeSpan.TicksPerSecond;
        for (at++; at < text.Length && char.IsAsciiDigit((char)text[at]); at++)
        {
            unit /= 10;
            ticks += (text[at] - '0') * unit;
        }

        return new TimeSpan(ticks);
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> text, ref int at, out int number)
    {
        number = 0;
        if (at >= text.Length || !char.IsAsciiDigit((char)text[at]) || !Utf8Parser.TryParse(text[at..], out number, out int used))
        {
            return false;
        }

        at += used;
        return true;
    }

    private static bool TrySkip(ReadOnlySpan<byte> text, ref int at, char expected)
    {
        if (at >= text.Length || text[at] != expected)
        {
            return false;
        }

        at++;
        return true;
    }
}
