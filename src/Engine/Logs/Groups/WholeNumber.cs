using System.Buffers.Text;
using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Whole numbers that are written the shortest way, so that number and text are one to one.</summary>
internal static class WholeNumber
{
    /// <summary>Reads one of at most 18 digits; false for any other text.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long number)
    {
        bool isNegative = text.Length > 1 && text[0] == (byte)'-';
        ReadOnlySpan<byte> digits = isNegative ? text[1..] : text;
        bool isShortest = digits.Length == 1 ? !(isNegative && digits[0] == (byte)'0') : !digits.IsEmpty && digits[0] != (byte)'0';
        bool isNumber = DecimalText.TryRead(digits, out number);
        number = isNegative ? -number : number;
        return isNumber && isShortest;
    }

    /// <summary>Writes a number; returns how many bytes, at most 20.</summary>
    public static int Write(long number, Span<byte> destination)
    {
        Utf8Formatter.TryFormat(number, destination, out int written);
        return written;
    }
}
