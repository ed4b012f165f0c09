using System.Buffers.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Protocols.Documents;

/// <summary>
/// Times as documents have them: RFC 3339 with parts left out (<c>2026-11-20</c>, <c>2026-11-20 10:00:00.5</c>, which are UTC), or a number of seconds, milliseconds, microseconds or
/// nanoseconds since the epoch, told apart by its size.
/// </summary>
public static class DocumentTime
{
    private const int LongestText = 48;
    private const int DateLength = 10;
    private const long Second = 1_000_000_000;

    // Numbers of seconds stay below this until the year 5138, of milliseconds a thousand times this, and so on.
    private const double SecondsBelow = 1e11;

    /// <summary>Reads a time as nanoseconds since the epoch.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        text = text.Trim((byte)' ');
        if (text.Length >= DateLength && text[4] == '-')
        {
            Span<byte> complete = stackalloc byte[LongestText + 8];
            int length = Complete(text, complete);
            nanoseconds = 0;
            return length > 0 && Rfc3339.TryParseNanoseconds(complete[..length], out nanoseconds);
        }

        return TryParseNumber(text, out nanoseconds);
    }

    private static bool TryParseNumber(ReadOnlySpan<byte> text, out long nanoseconds)
    {
        if (Utf8Parser.TryParse(text, out long whole, out int used) && used == text.Length)
        {
            nanoseconds = (long)Int128.Clamp((Int128)whole * UnitOf(whole), long.MinValue, long.MaxValue);
            return true;
        }

        nanoseconds = 0;
        if (!Utf8Parser.TryParse(text, out decimal number, out used) || used != text.Length || Math.Abs(number) > long.MaxValue)
        {
            return false;
        }

        nanoseconds = (long)Math.Clamp(number * UnitOf((double)number), long.MinValue, long.MaxValue);
        return true;
    }

    private static long UnitOf(double number) => Math.Abs(number) switch
    {
        < SecondsBelow => Second,
        < SecondsBelow * 1e3 => 1_000_000,
        < SecondsBelow * 1e6 => 1000,
        _ => 1,
    };

    /// <summary>Writes the text with the parts that it leaves out; 0 when it is too long to be a time.</summary>
    private static int Complete(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        if (text.Length > LongestText)
        {
            return 0;
        }

        text.CopyTo(destination);
        int length = text.Length;
        if (length == DateLength)
        {
            "T00:00:00Z"u8.CopyTo(destination[length..]);
            return length + 10;
        }

        destination[DateLength] = destination[DateLength] is (byte)' ' or (byte)'t' ? (byte)'T' : destination[DateLength];
        ReadOnlySpan<byte> clock = text[(DateLength + 1)..];
        int zone = clock.IndexOfAny("Zz+-"u8);
        int clockLength = zone < 0 ? clock.Length : zone;
        ReadOnlySpan<byte> zoneText = zone < 0 ? "Z"u8 : clock[zone..];
        length = DateLength + 1 + clockLength;
        if (clockLength == 5)
        {
            ":00"u8.CopyTo(destination[length..]);
            length += 3;
        }

        if (zoneText.Length == 5)
        {
            // +0100
            zoneText[..3].CopyTo(destination[length..]);
            destination[length + 3] = (byte)':';
            zoneText[3..].CopyTo(destination[(length + 4)..]);
            return length + 6;
        }

        (zoneText[0] == 'z' ? "Z"u8 : zoneText).CopyTo(destination[length..]);
        return length + zoneText.Length;
    }
}
