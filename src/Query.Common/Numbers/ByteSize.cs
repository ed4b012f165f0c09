using System.Buffers;
using System.Globalization;
using System.Text;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Numbers;

/// <summary>Sizes as people write them: <c>512</c>, <c>10kb</c>, <c>1.5 KiB</c>. Case does not count; the units with an i are powers of 1024, the others of 1000.</summary>
public static class ByteSize
{
    private const string Prefixes = "kmgtpe";
    private static readonly SearchValues<byte> _numberCharacters = SearchValues.Create("0123456789.,"u8);

    /// <summary>Reads a size.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong bytes) => TryParse(text, out bytes, out _);

    /// <summary>Why a text is no size, in the words of Loki's users.</summary>
    public static string Explain(ReadOnlySpan<byte> text)
    {
        return TryParse(text, out _, out string? error) ? "" : error!;
    }

    /// <summary>A size with one decimal below ten of its unit: <c>5.0kB</c>, <c>41MB</c>.</summary>
    public static string Format(ulong bytes)
    {
        if (bytes < 10)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
        }

        double exponent = Math.Floor(Math.Log(bytes) / Math.Log(1000));
        double value = Math.Floor((bytes / Math.Pow(1000, exponent) * 10) + 0.5) / 10;
        string unit = exponent == 0 ? "B" : exponent == 1 ? "kB" : $"{char.ToUpperInvariant(Prefixes[(int)exponent - 1])}B";
        return value.ToString(value < 10 ? "F1" : "F0", CultureInfo.InvariantCulture) + unit;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out ulong bytes, out string? error)
    {
        bytes = 0;
        error = null;
        int length = text.IndexOfAnyExcept(_numberCharacters);
        ReadOnlySpan<byte> number = length < 0 ? text : text[..length];
        ReadOnlySpan<byte> unit = length < 0 ? default : Trim(text[length..]);
        if (number.Contains((byte)','))
        {
            number = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(number).Replace(",", "", StringComparison.Ordinal));
        }

        if (!GoNumber.TryParseFloat(number, out double value))
        {
            error = GoNumber.ExplainFloat(number);
            return false;
        }

        if (MultiplierOf(unit) is not { } multiplier)
        {
            error = $"unhandled size name: {GoLiteral.Decode(unit).ToLowerInvariant()}";
            return false;
        }

        value *= multiplier;
        if (value >= ulong.MaxValue)
        {
            error = $"too large: {GoLiteral.Decode(text)}";
            return false;
        }

        bytes = (ulong)value;
        return true;
    }

    private static double? MultiplierOf(ReadOnlySpan<byte> unit)
    {
        if (unit.IsEmpty || (unit.Length == 1 && (unit[0] | 0x20) == 'b'))
        {
            return 1;
        }

        int power = Prefixes.IndexOf((char)(unit[0] | 0x20), StringComparison.Ordinal) + 1;
        unit = unit[1..];
        bool binary = !unit.IsEmpty && (unit[0] | 0x20) == 'i';
        unit = binary ? unit[1..] : unit;
        bool complete = unit.IsEmpty || (unit.Length == 1 && (unit[0] | 0x20) == 'b');
        return power > 0 && complete ? Math.Pow(binary ? 1024 : 1000, power) : null;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\n\v\f\r"u8);
}
