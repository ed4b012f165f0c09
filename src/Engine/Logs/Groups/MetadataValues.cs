using System.IO.Hashing;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// The values of one name of structured metadata in a group that still grows: each different value once, and a code for each row. When nearly every value is new, looking for known ones ends.
/// As <see cref="PartValues"/>, only ever added to.
/// </summary>
internal sealed class MetadataValues(byte[] name)
{
    /// <summary>The code of rows without a value.</summary>
    public const int None = -1;

    private const int ManyValues = 4096;

    private readonly TextValues _values = new();
    private Dictionary<ulong, int>? _known = [];
    private int _rows;
    private int _present;
    private int _last = None;

    /// <summary>The name, UTF-8.</summary>
    public byte[] Name => name;

    /// <summary>How many different values there are, at least: some may be there twice.</summary>
    public int Count { get; private set; }

    /// <summary>The codes of the rows up to <see cref="Rows"/>.</summary>
    public int[] Codes { get; private set; } = new int[16];

    /// <summary>The row behind the last one with a value. Read it before <see cref="Codes"/>: what lies behind it there means nothing.</summary>
    public int Rows => Volatile.Read(ref _rows);

    /// <summary>The values by code.</summary>
    public TextValues Values => _values;

    public long MemoryBytes => _values.MemoryBytes + (Codes.Length * 4L) + ((_known?.Count ?? 0) * 24L) + 128;

    /// <summary>Notes the value of a row behind all others that have one.</summary>
    public void Add(int row, ReadOnlySpan<byte> value)
    {
        if (row >= Codes.Length)
        {
            int[] codes = Codes;
            Array.Resize(ref codes, Math.Max(codes.Length * 2, row + 1));
            Codes = codes;
        }

        Codes.AsSpan(_rows, row - _rows).Fill(None);
        Codes[row] = CodeOf(value);
        _present++;
        Volatile.Write(ref _rows, row + 1);
    }

    /// <summary>The value of a code.</summary>
    public ReadOnlySpan<byte> ValueOf(int code) => _values.Bytes.AsSpan(_values.Offsets[code], _values.Offsets[code + 1] - _values.Offsets[code]);

    private int CodeOf(ReadOnlySpan<byte> value)
    {
        if (_last >= 0 && value.SequenceEqual(ValueOf(_last)))
        {
            return _last;
        }

        if (_known is null)
        {
            return _last = New(value);
        }

        ulong hash = XxHash3.HashToUInt64(value);
        if (_known.TryGetValue(hash, out int code) && value.SequenceEqual(ValueOf(code)))
        {
            return _last = code;
        }

        code = New(value);
        _known.TryAdd(hash, code);
        if (Count > ManyValues && Count > _present / 2)
        {
            _known = null;
        }

        return _last = code;
    }

    private int New(ReadOnlySpan<byte> value)
    {
        _values.Add(value);
        return Count++;
    }
}
