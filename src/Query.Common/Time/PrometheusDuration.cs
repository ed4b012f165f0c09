using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Time;

/// <summary>
/// Prometheus' notation of durations: integers with the units y w d h m s ms, each at most once and in this order (<c>1h30m</c>), or a bare <c>0</c>.
/// A year has 365 days.
/// </summary>
public static class PrometheusDuration
{
    private const string OutOfRange = "duration out of range";

    // From the largest: the order in which a text may name them.
    private static readonly (string Name, long Milliseconds, bool OnlyWhole)[] _units =
    [
        ("y", 365L * 24 * 60 * 60 * 1000, true),
        ("w", 7L * 24 * 60 * 60 * 1000, true),
        ("d", 24L * 60 * 60 * 1000, false),
        ("h", 60L * 60 * 1000, false),
        ("m", 60L * 1000, false),
        ("s", 1000, false),
        ("ms", 1, false),
    ];

    /// <summary>Reads a duration in milliseconds; on failure <paramref name="error"/> says why in Prometheus' words. Durations beyond 2^63 nanoseconds (292 years) fail.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long milliseconds, out string error)
    {
        (milliseconds, error) = (0, "");
        if (text is "0")
        {
            return true;
        }

        if (text.IsEmpty)
        {
            error = "empty duration string";
            return false;
        }

        ReadOnlySpan<char> rest = text;
        int nextUnit = 0;
        Int128 sum = 0;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !ulong.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out ulong count))
            {
                error = $"not a valid duration string: {GoLiteral.Quote(text.ToString())}";
                return false;
            }

            rest = rest[digits..];
            int letters = rest.IndexOfAnyInRange('0', '9');
            ReadOnlySpan<char> unit = letters < 0 ? rest : rest[..letters];
            rest = rest[unit.Length..];
            int index = IndexOfUnit(unit);
            if (index < nextUnit)
            {
                error = index < 0
                    ? $"unknown unit {GoLiteral.Quote(unit.ToString())} in duration {GoLiteral.Quote(text.ToString())}"
                    : $"not a valid duration string: {GoLiteral.Quote(text.ToString())}";
                return false;
            }

            nextUnit = index + 1;
            sum += (Int128)count * _units[index].Milliseconds;
            if (sum * 1_000_000 > long.MaxValue)
            {
                error = OutOfRange;
                return false;
            }
        }

        milliseconds = (long)sum;
        return true;
    }

    /// <summary>The shortest notation: <c>5m</c>, <c>1h30m</c>, <c>90d</c> (weeks and years only when they leave no rest), <c>0s</c>; negative ones with a leading minus.</summary>
    public static string Format(long milliseconds)
    {
        if (milliseconds == 0)
        {
            return "0s";
        }

        var text = new StringBuilder();
        if (milliseconds < 0)
        {
            text.Append('-');
        }

        ulong rest = milliseconds < 0 ? (ulong)-milliseconds : (ulong)milliseconds;
        foreach ((string name, long size, bool onlyWhole) in _units)
        {
            ulong count = rest / (ulong)size;
            if (count > 0 && (!onlyWhole || rest % (ulong)size == 0))
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{name}");
                rest -= count * (ulong)size;
            }
        }

        return text.ToString();
    }

    private static int IndexOfUnit(ReadOnlySpan<char> unit)
    {
        for (int i = 0; i < _units.Length; i++)
        {
            if (unit.SequenceEqual(_units[i].Name))
            {
                return i;
            }
        }

        return -1;
    }
}
