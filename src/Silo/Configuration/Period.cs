using System.ComponentModel;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>A length of time written as Prometheus writes durations: <c>90s</c>, <c>1h30m</c>, <c>15d</c>, <c>1y</c>; a bare <c>0</c> is zero.</summary>
[TypeConverter(typeof(PeriodConverter))]
internal readonly record struct Period(long Milliseconds)
{
    /// <summary>Largest first, as they must follow each other in the text.</summary>
    private static readonly (string Unit, long Milliseconds)[] Units =
    [
        ("y", 365L * 86_400_000), ("w", 7L * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ];

    public TimeSpan TimeSpan => TimeSpan.FromMilliseconds(Milliseconds);

    public static Period FromDays(int days) => new(days * 86_400_000L);

    public static Period FromMinutes(int minutes) => new(minutes * 60_000L);

    public static Period FromMilliseconds(long milliseconds) => new(milliseconds);

    public static bool TryParse(ReadOnlySpan<char> text, out Period period)
    {
        period = default;
        if (text is "0")
        {
            return true;
        }

        long total = 0;
        int nextUnit = 0;
        while (!text.IsEmpty)
        {
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits is <= 0 or > 9)
            {
                return false;
            }

            ReadOnlySpan<char> rest = text[digits..];
            int letters = rest.IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> unit = letters < 0 ? rest : rest[..letters];
            int found = IndexOfUnit(unit, nextUnit);
            if (found < 0)
            {
                return false;
            }

            total += int.Parse(text[..digits], System.Globalization.CultureInfo.InvariantCulture) * Units[found].Milliseconds;
            nextUnit = found + 1;
            text = rest[unit.Length..];
        }

        period = new Period(total);
        return nextUnit > 0;
    }

    private static int IndexOfUnit(ReadOnlySpan<char> unit, int from)
    {
        for (int i = from; i < Units.Length; i++)
        {
            if (unit.SequenceEqual(Units[i].Unit))
            {
                return i;
            }
        }

        return -1;
    }
}
