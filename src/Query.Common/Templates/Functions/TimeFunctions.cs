using System.Globalization;

namespace Orleans.Obs.Query.Common.Templates.Functions;

/// <summary>Functions of times that template libraries share.</summary>
public static class TimeFunctions
{
    /// <summary>By name; what asks for the present asks <paramref name="clock"/>.</summary>
    public static IReadOnlyDictionary<string, TemplateFunction> With(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new Dictionary<string, TemplateFunction>(StringComparer.Ordinal)
        {
            ["now"] = new([], _ => Now(clock)),
            ["date"] = TemplateFunction.Of(TemplateKind.Text, TemplateKind.Any, (layout, time) => GoTimeLayout.Format(ToTime(time, clock), (string)layout!)),
            ["toDate"] = TemplateFunction.OfTexts(static (layout, text) => GoTimeLayout.TryParse(layout, text, null, out GoTime time) ? time : GoTime.Zero),
            ["unixEpoch"] = TemplateFunction.Of(TemplateKind.Time, static time => ((GoTime)time!).UnixSeconds.ToString(CultureInfo.InvariantCulture)),
        };
    }

    private static GoTime ToTime(object? value, TimeProvider clock) => value switch
    {
        GoTime time => time,
        long seconds => new GoTime((Int128)seconds * 1_000_000_000, null),
        _ => Now(clock),
    };

    private static GoTime Now(TimeProvider clock) => new((Int128)(clock.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * 100, null);
}
