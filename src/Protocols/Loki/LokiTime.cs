using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Protocols.Loki;

/// <summary>Times and durations as parameters of Loki's HTTP API, in nanoseconds.</summary>
public static class LokiTime
{
    private const int LongestSeconds = 10;
    private const double LatestSecond = 9_223_372_035;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>
    /// Reads a time: a whole number of up to ten characters is seconds, a longer one nanoseconds; one with a point is seconds to the millisecond; anything else RFC 3339. On failure
    /// <paramref name="error"/> says why in Loki's words.
    /// </summary>
    public static bool TryParse(string text, out long nanoseconds, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = "";
        if (text.Contains('.', StringComparison.Ordinal) && GoNumber.TryParseFloat(text, out double seconds))
        {
            double whole = Math.Truncate(seconds), fraction = Math.Round((seconds - whole) * 1000) / 1000;
            return TryScale(whole, (long)(fraction * NanosecondsPerSecond), out nanoseconds);
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out nanoseconds))
        {
            return text.Length > LongestSeconds || TryScale(nanoseconds, 0, out nanoseconds);
        }

        if (Rfc3339.TryParseNanoseconds(Encoding.UTF8.GetBytes(text), out nanoseconds))
        {
            return true;
        }

        error = $"strconv.ParseInt: parsing {GoLiteral.Quote(text)}: invalid syntax";
        return false;
    }

    /// <summary>Reads a duration: seconds (with a fraction or an exponent) or Prometheus' notation. On failure <paramref name="error"/> says why in Loki's words.</summary>
    public static bool TryParseDuration(string text, out long nanoseconds, out string error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = "";
        if (GoNumber.TryParseFloat(text, out double seconds))
        {
            double exact = seconds * NanosecondsPerSecond;
            nanoseconds = (long)exact;
            if (Math.Abs(exact) < long.MaxValue)
            {
                return true;
            }

            error = $"cannot parse {GoLiteral.Quote(text)} to a valid duration. It overflows int64";
            return false;
        }

        if (PrometheusDuration.TryParse(text, out long milliseconds, out _))
        {
            nanoseconds = milliseconds * 1_000_000;
            return true;
        }

        nanoseconds = 0;
        error = $"cannot parse {GoLiteral.Quote(text)} to a valid duration";
        return false;
    }

    private static bool TryScale(double seconds, long fraction, out long nanoseconds)
    {
        if (Math.Abs(seconds) < LatestSecond)
        {
            nanoseconds = ((long)seconds * NanosecondsPerSecond) + fraction;
            return true;
        }

        // Times beyond what nanoseconds can express are as good as the first and the last of them.
        nanoseconds = seconds < 0 ? long.MinValue : long.MaxValue;
        return !double.IsNaN(seconds);
    }
}
