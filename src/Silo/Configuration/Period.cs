using System.ComponentModel;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>A length of time written as Prometheus writes durations: <c>90s</c>, <c>1h30m</c>, <c>15d</c>, <c>1y</c>; a bare <c>0</c> is zero.</summary>
[TypeConverter(typeof(PeriodConverter))]
internal readonly record struct Period(long Milliseconds)
{
    public TimeSpan TimeSpan => TimeSpan.FromMilliseconds(Milliseconds);

    public static Period FromDays(int days) => new(days * 86_400_000L);

    public static Period FromMinutes(int minutes) => new(minutes * 60_000L);

    public static Period FromMilliseconds(long milliseconds) => new(milliseconds);

    public static bool TryParse(ReadOnlySpan<char> text, out Period period)
    {
        bool valid = PrometheusDuration.TryParse(text, out long milliseconds, out _);
        period = new Period(milliseconds);
        return valid;
    }
}
