using System.Buffers;
using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>The values of a stored column in pooled memory. Decoding checks everything, so that what reads the values need not.</summary>
internal sealed class DecodedColumn : IDisposable
{
    private readonly ColumnInfo _info;
    private long[]? _numbers;
    private byte[]? _zeros;
    private byte[]? _bytes;
    private int[]? _offsets;
    private int[]? _codes;

    private DecodedColumn(ColumnInfo info) => _info = info;

    /// <summary>The form and count.</summary>
    public ColumnInfo Info => _info;

    /// <summary>The numbers.</summary>
    public long[] Numbers => _numbers!;

    /// <summary>The codes of choices, the packed digits, or the texts.</summary>
    public byte[] Bytes => _bytes!;

    /// <summary>Where each text begins, and where the last one ends.</summary>
    public int[] Offsets => _offsets!;

    /// <summary>The places in a table.</summary>
    public int[] Codes => _codes!;

    /// <summary>Decodes a column. <paramref name="times"/> are the times of its rows, one for each value, for those that are made of them.</summary>
    public static DecodedColumn Decode(ColumnInfo info, BlockByteReader page, ReadOnlySpan<long> times)
    {
        var column = new DecodedColumn(info);
        try
        {
            column.Fill(page, times);
            return column;
        }
        catch
        {
            column.Dispose();
            throw;
        }
    }

    /// <summary>The values from a place on as the column of a template's variable.</summary>
    public PartColumn From(int first) => _info.Form switch
    {
        ColumnForm.Constant => new ConstantColumn(_info.Values[0]),
        ColumnForm.Choice => new ChoiceColumn(_info.Values, _bytes!, first),
        ColumnForm.Packed => new HexColumn(_info.Variable, _bytes!, first),
        ColumnForm.Text => new TextColumn(_bytes!, _offsets!, first),
        _ => new NumberColumn(_numbers!, first, _zeros, Math.Max(_info.Digits, 0)),
    };

    public void Dispose()
    {
        Return(ref _numbers);
        Return(ref _zeros);
        Return(ref _bytes);
        Return(ref _offsets);
        Return(ref _codes);
    }

    private void Fill(BlockByteReader page, ReadOnlySpan<long> times)
    {
        switch (_info.Form)
        {
            case ColumnForm.Constant:
                break;
            case ColumnForm.Choice:
                _bytes = Rent<byte>(_info.Count);
                Zstd.Read(ref page, _bytes.AsSpan(0, _info.Count));
                if (_info.Values.Length < ColumnInfo.MaxChoices && _bytes.AsSpan(0, _info.Count).ContainsAnyInRange((byte)_info.Values.Length, byte.MaxValue))
                {
                    throw page.Corrupt("a choice that there is not");
                }

                break;
            case ColumnForm.Packed:
                _bytes = Rent<byte>(checked(_info.Count * _info.Variable.PackedLength));
                Zstd.Read(ref page, _bytes.AsSpan(0, _info.Count * _info.Variable.PackedLength));
                break;
            case ColumnForm.Text:
                FillTexts(ref page, _info.Count);
                break;
            case ColumnForm.Table:
                FillTexts(ref page, _info.Texts.Different);
                FillCodes(ref page);
                break;
            case ColumnForm.RowTime:
                FillTimes(page, times);
                break;
            default:
                FillNumbers(ref page);
                break;
        }
    }

    private void FillTexts(ref BlockByteReader page, int count)
    {
        int width = page.ReadByte();
        if (width > 4)
        {
            throw page.Corrupt("texts of an impossible length");
        }

        ulong[] lengths = Rent<ulong>(count);
        try
        {
            Planes.Read(ref page, lengths.AsSpan(0, count), width);
            _offsets = Rent<int>(count + 1);
            long at = 0;
            for (int i = 0; i < count; i++)
            {
                _offsets[i] = (int)at;
                at += (long)lengths[i];
                if (at > _info.Texts.Bytes)
                {
                    throw page.Corrupt("texts are longer than they should be");
                }
            }

            _offsets[count] = (int)at;
            if (at != _info.Texts.Bytes)
            {
                throw page.Corrupt("texts are shorter than they should be");
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(lengths);
        }

        _bytes = Rent<byte>(_info.Texts.Bytes);
        Zstd.Read(ref page, _bytes.AsSpan(0, _info.Texts.Bytes));
    }

    private void FillCodes(ref BlockByteReader page)
    {
        ulong[] numbers = Rent<ulong>(_info.Count);
        _codes = Rent<int>(_info.Count);
        try
        {
            Planes.Read(ref page, numbers.AsSpan(0, _info.Count), Planes.WidthOf((ulong)Math.Max(0, _info.Texts.Different - 1)));
            for (int i = 0; i < _info.Count; i++)
            {
                _codes[i] = numbers[i] < (ulong)_info.Texts.Different ? (int)numbers[i] : throw page.Corrupt("a text that there is not");
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(numbers);
        }
    }

    private void FillNumbers(ref BlockByteReader page)
    {
        int count = _info.Count;
        _numbers = Rent<long>(count);
        bool isDelta = _info.Form == ColumnForm.Delta;
        long first = isDelta ? page.ReadSigned() : 0;
        Span<long> numbers = _numbers.AsSpan(0, count);
        Planes.Read(ref page, MemoryMarshal.Cast<long, ulong>(numbers), _info.Width);
        long wrong = 0;
        if (isDelta)
        {
            numbers[0] = first;
            for (int i = 1; i < numbers.Length; i++)
            {
                numbers[i] = unchecked(numbers[i] + numbers[i - 1] + _info.Base);
            }
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = isDelta ? numbers[i] : unchecked(numbers[i] + _info.Min);
            wrong |= unchecked((numbers[i] - _info.Min) | (_info.Max - numbers[i]));
        }

        // Both differences of every number are at least 0; this also keeps numbers within the digits that a line has room for.
        if (wrong < 0)
        {
            throw page.Corrupt("a number lies outside of its column's range");
        }

        if (_info.Digits < 0)
        {
            _zeros = Rent<byte>(count);
            Zstd.Read(ref page, _zeros.AsSpan(0, count));
            if (_zeros.AsSpan(0, count).ContainsAnyInRange((byte)LineTokenizer.MaxNumberDigits, byte.MaxValue))
            {
                throw page.Corrupt("a number with too many zeros");
            }
        }
    }

    private void FillTimes(BlockByteReader page, ReadOnlySpan<long> times)
    {
        if (times.Length != _info.Count)
        {
            throw page.Corrupt("a column of times with another number of rows");
        }

        _numbers = Rent<long>(_info.Count);
        long unit = _info.Base switch { 0 => 1, 3 => 1_000, 6 => 1_000_000, _ => 1_000_000_000 };
        for (int i = 0; i < times.Length; i++)
        {
            _numbers[i] = times[i] / unit;
            if (_numbers[i] < _info.Min || _numbers[i] > _info.Max)
            {
                throw page.Corrupt("a time lies outside of its column's range");
            }
        }
    }

    private static T[] Rent<T>(int count) => ArrayPool<T>.Shared.Rent(Math.Max(count, 1));

    private static void Return<T>(ref T[]? array)
    {
        if (Interlocked.Exchange(ref array, null) is { } rented)
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }
}
