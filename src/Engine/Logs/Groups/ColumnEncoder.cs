using System.Globalization;
using System.IO.Hashing;
using System.Numerics;
using System.Text;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Logs.Lines;
using ZstdSharp;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Chooses the form that fits the values of a column and writes them in it. Reusable; not thread-safe.</summary>
internal sealed class ColumnEncoder(Compressor compressor)
{
    /// <summary>A choice must be made so often on average to be worth its values.</summary>
    private const int RowsPerChoice = 8;

    private const int MaxNumberChoices = 32;

    private const int MaxTableTexts = 1 << 13;

    private const int MaxChoiceBytes = 4096;

    private readonly Dictionary<UInt128, int> _codes = [];
    private ulong[] _numbers = [];
    private byte[] _bytes = [];

    /// <summary>Writes numbers with the zeros before them; <paramref name="times"/> are those of the rows, where there is one for each value.</summary>
    public ColumnInfo WriteNumbers(ReadOnlySpan<long> values, ReadOnlySpan<byte> zeros, ReadOnlySpan<long> times, BlockByteWriter body)
    {
        var number = new LineVariable(VariableKind.Number, 0);
        if (TryChooseNumbers(values, zeros, body) is { } choice)
        {
            return choice;
        }

        (long min, long max) = (values[0], values[0]);
        foreach (long value in values)
        {
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        }

        int digits = DigitsOf(values, zeros);
        var info = new ColumnInfo { Variable = number, Form = ColumnForm.Offset, Count = values.Length, Min = min, Max = max, Digits = digits };
        if (digits == 0 && ExponentOf(values, times) is { } exponent)
        {
            return info with { Form = ColumnForm.RowTime, Base = exponent };
        }

        info = WriteBest(info, values, body);
        if (digits < 0)
        {
            Zstd.Write(body, zeros, compressor);
        }

        return info;
    }

    /// <summary>Writes packed hexadecimal values.</summary>
    public ColumnInfo WriteHex(LineVariable variable, ReadOnlySpan<byte> packed, BlockByteWriter body)
    {
        int stride = variable.PackedLength, count = packed.Length / stride;
        var values = new List<ReadOnlyMemory<byte>>();
        Span<byte> codes = Bytes(count);
        _codes.Clear();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> value = packed.Slice(i * stride, stride);
            if (!TryCode(value, count, out int code))
            {
                Zstd.Write(body, packed, compressor);
                return new ColumnInfo { Variable = variable, Form = ColumnForm.Packed, Count = count };
            }

            if (code == values.Count)
            {
                byte[] text = new byte[variable.TextLength];
                HexText.Write(variable, value, text);
                values.Add(text);
            }

            codes[i] = (byte)code;
        }

        return WriteChoice(variable, values, codes, body);
    }

    /// <summary>Writes texts that lie between offsets, one behind the other.</summary>
    public ColumnInfo WriteTexts(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> offsets, BlockByteWriter body)
    {
        var variable = new LineVariable(VariableKind.Text, 0);
        int count = offsets.Length - 1;
        Span<byte> codes = Bytes(count);
        var values = new List<ReadOnlyMemory<byte>>();
        _codes.Clear();
        int size = 0;
        bool isChoice = true;
        for (int i = 0; i < count && isChoice; i++)
        {
            ReadOnlySpan<byte> text = bytes[offsets[i]..offsets[i + 1]];
            isChoice = TryCode(text, count, out int code);
            if (isChoice && code == values.Count)
            {
                values.Add(text.ToArray());
                isChoice = (size += text.Length) <= MaxChoiceBytes;
            }

            codes[i] = (byte)code;
        }

        if (isChoice)
        {
            return WriteChoice(variable, values, codes, body);
        }

        WriteTextBody(bytes, offsets, body);
        return new ColumnInfo { Variable = variable, Form = ColumnForm.Text, Count = count, Texts = (offsets[^1] - offsets[0], 0) };
    }

    /// <summary>Writes texts of which each occurs often: every different one once, and the number of each row's.</summary>
    public ColumnInfo WriteTable(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> offsets, ReadOnlySpan<int> codes, BlockByteWriter body)
    {
        WriteTextBody(bytes, offsets, body);
        int different = offsets.Length - 1, width = Planes.WidthOf((ulong)(different - 1));
        Span<ulong> numbers = Numbers(codes.Length);
        for (int i = 0; i < codes.Length; i++)
        {
            numbers[i] = (ulong)codes[i];
        }

        Planes.Write(body, numbers, width, compressor);
        return new ColumnInfo
        {
            Variable = new LineVariable(VariableKind.Text, 0), Form = ColumnForm.Table, Count = codes.Length, Width = width, Texts = (offsets[^1] - offsets[0], different),
        };
    }

    /// <summary>Are so many different texts over so many rows better kept as a table?</summary>
    public static bool IsTable(int different, int rows) => different is > 1 and <= MaxTableTexts && rows >= (long)different * RowsPerChoice;

    /// <summary>Writes bytes that are codes of choices.</summary>
    public ColumnInfo WriteChoice(LineVariable variable, IReadOnlyList<ReadOnlyMemory<byte>> values, ReadOnlySpan<byte> codes, BlockByteWriter body)
    {
        if (values.Count == 1)
        {
            return new ColumnInfo { Variable = variable, Form = ColumnForm.Constant, Count = codes.Length, Values = [.. values] };
        }

        Zstd.Write(body, codes, compressor);
        return new ColumnInfo { Variable = variable, Form = ColumnForm.Choice, Count = codes.Length, Values = [.. values] };
    }

    private void WriteTextBody(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> offsets, BlockByteWriter body)
    {
        Span<ulong> lengths = Numbers(offsets.Length - 1);
        ulong longest = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = (ulong)(offsets[i + 1] - offsets[i]);
            longest = Math.Max(longest, lengths[i]);
        }

        int width = Planes.WidthOf(longest);
        body.WriteByte((byte)width);
        Planes.Write(body, lengths, width, compressor);
        Zstd.Write(body, bytes[offsets[0]..offsets[^1]], compressor);
    }

    private ColumnInfo? TryChooseNumbers(ReadOnlySpan<long> values, ReadOnlySpan<byte> zeros, BlockByteWriter body)
    {
        Span<byte> codes = Bytes(values.Length);
        Span<(long Value, byte Zeros)> known = stackalloc (long, byte)[MaxNumberChoices];
        int count = 0, last = 0, most = Math.Min(MaxNumberChoices, values.Length <= 16 ? 16 : values.Length / RowsPerChoice);
        for (int i = 0; i < values.Length; i++)
        {
            (long Value, byte Zeros) one = (values[i], zeros.IsEmpty ? (byte)0 : zeros[i]);
            if (count == 0 || known[last] != one)
            {
                last = known[..count].IndexOf(one);
                if (last < 0)
                {
                    if (count == most)
                    {
                        return null;
                    }

                    known[last = count++] = one;
                }
            }

            codes[i] = (byte)last;
        }

        var texts = new List<ReadOnlyMemory<byte>>(count);
        foreach ((long value, byte before) in known[..count])
        {
            texts.Add(Encoding.ASCII.GetBytes(new string('0', before) + value.ToString(CultureInfo.InvariantCulture)));
        }

        return WriteChoice(new LineVariable(VariableKind.Number, 0), texts, codes, body);
    }

    // The code of a value among the choices so far; false when there are too many of them for the number of rows.
    private bool TryCode(ReadOnlySpan<byte> value, int rows, out int code)
    {
        UInt128 hash = XxHash128.HashToUInt128(value);
        if (_codes.TryGetValue(hash, out code))
        {
            return true;
        }

        code = _codes.Count;
        _codes.Add(hash, code);
        return code < ColumnInfo.MaxChoices && (rows <= 16 || (code + 1) * RowsPerChoice <= rows);
    }

    private ColumnInfo WriteBest(ColumnInfo info, ReadOnlySpan<long> values, BlockByteWriter body)
    {
        (long smallest, long largest) = (long.MaxValue, long.MinValue);
        for (int i = 1; i < values.Length; i++)
        {
            long difference = unchecked(values[i] - values[i - 1]);
            (smallest, largest) = (Math.Min(smallest, difference), Math.Max(largest, difference));
        }

        int width = Planes.WidthOf((ulong)info.Max - (ulong)info.Min);
        int deltaWidth = values.Length < 2 ? width : Planes.WidthOf(unchecked((ulong)largest - (ulong)smallest));
        Span<ulong> offsets = Numbers(values.Length);
        bool isDelta = values.Length > 1 && deltaWidth <= width && BitsOfDifferences(values, smallest) < BitsOfOffsets(values, info.Min) / 4 * 3;
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = isDelta ? i == 0 ? 0 : unchecked((ulong)(values[i] - values[i - 1] - smallest)) : unchecked((ulong)(values[i] - info.Min));
        }

        if (isDelta)
        {
            body.WriteSigned(values[0]);
        }

        info = isDelta ? info with { Form = ColumnForm.Delta, Base = smallest, Width = deltaWidth } : info with { Width = width };
        Planes.Write(body, offsets, info.Width, compressor);
        return info;
    }

    private static long BitsOfOffsets(ReadOnlySpan<long> values, long min)
    {
        long bits = 0;
        foreach (long value in values)
        {
            bits += 64 - BitOperations.LeadingZeroCount(unchecked((ulong)(value - min)));
        }

        return bits;
    }

    private static long BitsOfDifferences(ReadOnlySpan<long> values, long smallest)
    {
        long bits = 0;
        for (int i = 1; i < values.Length; i++)
        {
            bits += 64 - BitOperations.LeadingZeroCount(unchecked((ulong)(values[i] - values[i - 1] - smallest)));
        }

        return bits;
    }

    private static int DigitsOf(ReadOnlySpan<long> values, ReadOnlySpan<byte> zeros)
    {
        if (!zeros.ContainsAnyExcept((byte)0))
        {
            return 0;
        }

        int digits = DecimalText.LengthOf(values[0]) + zeros[0];
        for (int i = 1; i < values.Length; i++)
        {
            if (DecimalText.LengthOf(values[i]) + zeros[i] != digits)
            {
                return -1;
            }
        }

        return digits <= LineTokenizer.MaxNumberDigits ? digits : -1;
    }

    // The power of ten by which the rows' times must be divided to get the values.
    private static int? ExponentOf(ReadOnlySpan<long> values, ReadOnlySpan<long> times)
    {
        if (times.Length != values.Length)
        {
            return null;
        }

        foreach ((int exponent, long unit) in (ReadOnlySpan<(int, long)>)[(6, 1_000_000), (9, 1_000_000_000), (3, 1000), (0, 1)])
        {
            int at = 0;
            while (at < values.Length && values[at] == times[at] / unit && times[at] >= 0)
            {
                at++;
            }

            if (at == values.Length)
            {
                return exponent;
            }
        }

        return null;
    }

    private Span<ulong> Numbers(int count)
    {
        _numbers = _numbers.Length < count ? new ulong[count] : _numbers;
        return _numbers.AsSpan(0, count);
    }

    private Span<byte> Bytes(int count)
    {
        _bytes = _bytes.Length < count ? new byte[count] : _bytes;
        return _bytes.AsSpan(0, count);
    }
}
