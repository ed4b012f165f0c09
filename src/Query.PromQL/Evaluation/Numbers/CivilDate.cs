using Orleans.Obs.Query.PromQL.Evaluation.Stages;

namespace Orleans.Obs.Query.PromQL.Evaluation.Numbers;

/// <summary>
/// A moment on the proleptic Gregorian calendar, for any Unix time that a double can name; <see cref="DateTime"/> ends at the year 9999. Days are counted in eras of 400 years
/// that begin on the first of March, so that the leap day comes last (Hinnant, "chrono-compatible low-level date algorithms").
/// </summary>
internal readonly record struct CivilDate(long Year, int Month, int Day, int DayOfYear, int DayOfWeek, int SecondOfDay)
{
    private const long SecondsPerDay = 86_400, DaysPerEra = 146_097;

    /// <summary>The moment so many seconds after 1970, fractions cut off.</summary>
    public static CivilDate At(double unixSeconds)
    {
        // What no 64-bit integer holds becomes its minimum, as conversions do on the reference platform.
        long seconds = unixSeconds is >= -9.2233720368547758E18 and < 9.2233720368547758E18 ? (long)unixSeconds : long.MinValue;
        long days = FloorDivide(seconds, SecondsPerDay);
        int secondOfDay = (int)(seconds - (days * SecondsPerDay));
        long shifted = days + 719_468;
        long era = FloorDivide(shifted, DaysPerEra);
        long dayOfEra = shifted - (era * DaysPerEra);
        long yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        long dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        long month = ((5 * dayOfYear) + 2) / 153;
        int day = (int)(dayOfYear - (((153 * month) + 2) / 5)) + 1;
        int civilMonth = (int)(month < 10 ? month + 3 : month - 9);
        long year = (era * 400) + yearOfEra + (civilMonth <= 2 ? 1 : 0);
        int ofYear = civilMonth <= 2 ? (int)dayOfYear - 305 : (int)dayOfYear + (IsLeap(year) ? 61 : 60);
        int weekday = (int)(((days + 4) % 7) + 7) % 7;
        return new(year, civilMonth, day, ofYear, weekday, secondOfDay);
    }

    public double Take(DatePart part) => part switch
    {
        DatePart.Minute => SecondOfDay / 60 % 60,
        DatePart.Hour => SecondOfDay / 3600,
        DatePart.DayOfWeek => DayOfWeek,
        DatePart.DayOfMonth => Day,
        DatePart.DayOfYear => DayOfYear,
        DatePart.DaysInMonth => Month == 2 ? IsLeap(Year) ? 29 : 28 : Month is 4 or 6 or 9 or 11 ? 30 : 31,
        DatePart.Month => Month,
        DatePart.Year => Year,
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    private static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    private static long FloorDivide(long value, long divisor) => value >= 0 ? value / divisor : ((value + 1) / divisor) - 1;
}
