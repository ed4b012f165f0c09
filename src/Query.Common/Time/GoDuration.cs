using System.Globalization;
using System.Text;

namespace Orleans.Obs.Query.Common.Time;

/// <summary>
/// Go's notation of durations: numbers with a fraction and a unit, one after the other (<c>1h15m30.918s</c>), in nanoseconds. Unlike Prometheus' it takes fractions, any order, and
/// units down to <c>ns</c>, but no days.
/// </summary>
public static class GoDuration
{
    private const long Second = 1_000_000_000;

    /// <summary>Reads a duration in nanoseconds.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long nanoseconds) => Parse(text, out nanoseconds) == Failure.None;

    /// <summary>Why a text is no duration, in Go's words.</summary>
    public static string Explain(ReadOnlySpan<byte> text)
    {
        Failure failure = Parse(text, out _, out ReadOnlySpan<byte> unit);
        return failure switch
        {
            Failure.MissingUnit => $"time: missing unit in duration {Quote(text)}",
            Failure.UnknownUnit => $"time: unknown unit {Quote(unit)} in duration {Quote(text)}",
            _ => $"time: invalid duration {Quote(text)}",
        };
    }

    /// <summary>The shortest of Go's notations: <c>1h30m0s</c>, <c>1.5s</c>, <c>100ms</c>, <c>0s</c>.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        ulong magnitude = nanoseconds < 0 ? (ulong)-nanoseconds : (ulong)nanoseconds;
        string sign = nanoseconds < 0 ? "-" : "";
        if (magnitude < Second)
        {
            (ulong unit, string name) = magnitude < 1000 ? (1UL, "ns") : magnitude < 1_000_000 ? (1000UL, "\u00B5s") : (1_000_000UL, "ms");
            return $"{sign}{Fraction(magnitude, unit)}{name}";
        }

        ulong minutes = magnitude / (60 * Second);
        string seconds = Fraction(magnitude % (60 * Second), Second) + "s";
        return minutes == 0 ? sign + seconds
            : minutes < 60 ? string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes}m{seconds}")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{minutes / 60}h{minutes % 60}m{seconds}");
    }

    private static string Fraction(ulong value, ulong unit) => ((decimal)value / unit).ToString("0.#########", CultureInfo.InvariantCulture);

    private static Failure Parse(ReadOnlySpan<byte> text, out long nanoseconds) => Parse(text, out nanoseconds, out _);

    private static Failure Parse(ReadOnlySpan<byte> text, out long nanoseconds, out ReadOnlySpan<byte> unit)
    {
        const ulong limit = 1UL << 63;
        nanoseconds = 0;
        unit = default;
        bool negative = !text.IsEmpty && text[0] == '-';
        ReadOnlySpan<byte> rest = !text.IsEmpty && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (rest.SequenceEqual("0"u8))
        {
            return Failure.None;
        }

        if (rest.IsEmpty)
        {
            return Failure.Invalid;
        }

        ulong sum = 0;
        while (!rest.IsEmpty)
        {
            if (!TryNumber(ref rest, out ulong whole, out ulong fraction, out double scale))
            {
                return Failure.Invalid;
            }

            int length = 0;
            while (length < rest.Length && rest[length] is not ((byte)'.' or (>= (byte)'0' and <= (byte)'9')))
            {
                length++;
            }

            unit = rest[..length];
            rest = rest[length..];
            if (length == 0)
            {
                return Failure.MissingUnit;
            }

            ulong size = SizeOf(unit);
            if (size == 0)
            {
                return Failure.UnknownUnit;
            }

            if (whole > limit / size)
            {
                return Failure.Invalid;
            }

            whole = (whole * size) + (fraction == 0 ? 0 : (ulong)(fraction * (size / scale)));
            sum += whole;
            if (whole > limit || sum > limit)
            {
                return Failure.Invalid;
            }
        }

        if (!negative && sum > long.MaxValue)
        {
            return Failure.Invalid;
        }

        nanoseconds = negative ? unchecked(-(long)sum) : (long)sum;
        return Failure.None;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> rest, out ulong whole, out ulong fraction, out double scale)
    {
        (whole, fraction, scale) = (0, 0, 1);
        int at = 0;
        for (; at < rest.Length && rest[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            if (whole > (1UL << 63) / 10)
            {
                return false;
            }

            whole = (whole * 10) + (uint)(rest[at] - '0');
            if (whole > 1UL << 63)
            {
                return false;
            }
        }

        bool any = at > 0;
        if (at < rest.Length && rest[at] == '.')
        {
            bool full = false;
            for (at++; at < rest.Length && rest[at] is >= (byte)'0' and <= (byte)'9'; at++)
            {
                any = true;
                full |= fraction > (ulong)long.MaxValue / 10;
                if (!full)
                {
                    fraction = (fraction * 10) + (uint)(rest[at] - '0');
                    scale *= 10;
                }
            }
        }

        rest = rest[at..];
        return any;
    }

    private static ulong SizeOf(ReadOnlySpan<byte> unit) => unit switch
    {
        _ when unit.SequenceEqual("ns"u8) => 1,
        _ when unit.SequenceEqual("us"u8) || unit.SequenceEqual("\u00B5s"u8) || unit.SequenceEqual("\u03BCs"u8) => 1000,
        _ when unit.SequenceEqual("ms"u8) => 1_000_000,
        _ when unit.SequenceEqual("s"u8) => Second,
        _ when unit.SequenceEqual("m"u8) => 60 * Second,
        _ when unit.SequenceEqual("h"u8) => 3600 * Second,
        _ => 0,
    };

    // Go's time package quotes by bytes, unlike its strconv.
    private static string Quote(ReadOnlySpan<byte> text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (byte b in text)
        {
            if (b is < 0x20 or >= 0x80)
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
            }
            else
            {
                quoted.Append(b is (byte)'"' or (byte)'\\' ? "\\" : "").Append((char)b);
            }
        }

        return quoted.Append('"').ToString();
    }

    private enum Failure
    {
        None,
        Invalid,
        MissingUnit,
        UnknownUnit,
    }
}
