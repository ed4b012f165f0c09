using System.Globalization;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Time;

/// <summary>Times and durations as parameters of the Prometheus HTTP API, and timestamps as its answers have them. In milliseconds since the epoch.</summary>
public static class ApiTime
{
    /// <summary>The earliest time that Prometheus knows: clients send it as "from the beginning". Leaves room for arithmetic.</summary>
    public const long MinTime = ((long.MinValue / 1000) + SecondsOfRoom) * 1000;

    /// <summary>The latest time that Prometheus knows.</summary>
    public const long MaxTime = (((long.MaxValue / 1000) - SecondsOfRoom) * 1000) + 999;

    /// <summary>The most bytes that <see cref="WriteTimestamp"/> writes.</summary>
    public const int MaxTimestampLength = 24;

    private const long SecondsOfRoom = 62_135_596_801;

    // Prometheus formats its extremes, which lie far beyond the years that DateTime knows, and clients send these texts back.
    private const string MinTimeText = "-292273086-05-16T16:47:06Z";
    private const string MaxTimeText = "292277025-08-18T07:12:54.999999999Z";

    /// <summary>Reads Unix seconds (with a fraction or an exponent, rounded to milliseconds) or RFC 3339.</summary>
    public static bool TryParse(string text, out long milliseconds)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (GoNumber.TryParseFloat(text, out double seconds))
        {
            milliseconds = ToMilliseconds(seconds);
            return !double.IsNaN(seconds);
        }

        switch (text)
        {
            case MinTimeText:
                milliseconds = MinTime;
                return true;
            case MaxTimeText:
                milliseconds = MaxTime;
                return true;
        }

        return Rfc3339.TryParse(text, out milliseconds);
    }

    /// <summary>Reads a duration: seconds (with a fraction or an exponent) or Prometheus' notation. On failure <paramref name="error"/> is the API's message.</summary>
    public static bool TryParseDuration(string text, out long milliseconds, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = "";
        if (GoNumber.TryParseFloat(text, out double seconds))
        {
            double nanoseconds = seconds * 1e9;
            milliseconds = 0;
            if (!(Math.Abs(nanoseconds) < long.MaxValue))
            {
                error = $"cannot parse {GoLiteral.Quote(text)} to a valid duration. It overflows int64";
                return false;
            }

            milliseconds = (long)nanoseconds / 1_000_000;
            return true;
        }

        if (PrometheusDuration.TryParse(text, out milliseconds, out _))
        {
            return true;
        }

        error = $"cannot parse {GoLiteral.Quote(text)} to a valid duration";
        return false;
    }

    /// <summary>Writes Unix seconds: whole ones as an integer, others with exactly three decimals. Returns the length.</summary>
    public static int WriteTimestamp(long milliseconds, Span<byte> destination)
    {
        int length = 0;
        if (milliseconds < 0)
        {
            destination[length++] = (byte)'-';
        }

        ulong magnitude = milliseconds < 0 ? (ulong)-milliseconds : (ulong)milliseconds;
        (magnitude / 1000).TryFormat(destination[length..], out int written, default, CultureInfo.InvariantCulture);
        length += written;
        uint fraction = (uint)(magnitude % 1000);
        if (fraction != 0)
        {
            destination[length++] = (byte)'.';
            destination[length++] = (byte)('0' + (fraction / 100));
            destination[length++] = (byte)('0' + (fraction / 10 % 10));
            destination[length++] = (byte)('0' + (fraction % 10));
        }

        return length;
    }

    /// <summary>As Prometheus does it, to the bit: the fraction is rounded to milliseconds by itself, made nanoseconds, and what is below a millisecond cut off.</summary>
    private static long ToMilliseconds(double seconds)
    {
        if (seconds <= MinTime / 1000.0)
        {
            return MinTime;
        }

        if (!(seconds < MaxTime / 1000.0))
        {
            return MaxTime;
        }

        double whole = Math.Truncate(seconds);
        long nanoseconds = (long)(Math.Round((seconds - whole) * 1000, MidpointRounding.AwayFromZero) / 1000 * 1e9);
        return ((long)whole * 1000) + (long)Math.Floor(nanoseconds / 1e6);
    }
}
