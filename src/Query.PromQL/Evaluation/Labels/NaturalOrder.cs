namespace Orleans.Obs.Query.PromQL.Evaluation.Labels;

/// <summary>Orders texts so that numbers in them count as numbers: "cpu2" before "cpu10".</summary>
internal static class NaturalOrder
{
    /// <summary>Negative when <paramref name="left"/> comes first.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        while (!left.IsEmpty && !right.IsEmpty)
        {
            ReadOnlySpan<byte> one = TakeRun(ref left, out bool isNumber), other = TakeRun(ref right, out bool otherIsNumber);
            int order = isNumber && otherIsNumber && TryNumber(one, out long number) && TryNumber(other, out long otherNumber)
                ? number.CompareTo(otherNumber)
                : one.SequenceCompareTo(other);
            if (order != 0)
            {
                return order;
            }
        }

        return right.IsEmpty.CompareTo(left.IsEmpty) switch { 0 => 0, < 0 => -1, _ => 1 };
    }

    private static ReadOnlySpan<byte> TakeRun(ref ReadOnlySpan<byte> text, out bool isNumber)
    {
        isNumber = char.IsAsciiDigit((char)text[0]);
        int length = isNumber ? text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') : text.IndexOfAnyInRange((byte)'0', (byte)'9');
        ReadOnlySpan<byte> run = length < 0 ? text : text[..length];
        text = text[run.Length..];
        return run;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out long number) =>
        long.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number);
}
