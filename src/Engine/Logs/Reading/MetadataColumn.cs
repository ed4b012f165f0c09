using System.Buffers.Text;

namespace Orleans.Obs.Engine.Logs.Reading;

/// <summary>One name's values of structured metadata over the rows of a group, in the form that fits them. Filters decide on the form: a constant or a dictionary is asked once for each value.</summary>
public sealed class MetadataColumn
{
    private readonly ReadOnlyMemory<byte>[] _values = [];
    private readonly ReadOnlyMemory<int> _codes;
    private readonly ReadOnlyMemory<long> _numbers;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly ReadOnlyMemory<int> _offsets;

    private MetadataColumn(MetadataKind kind, int rows, RowSet? present) => (Kind, Rows, Present) = (kind, rows, present);

    private MetadataColumn(MetadataKind kind, int rows, RowSet? present, ReadOnlyMemory<byte>[] values, ReadOnlyMemory<int> codes)
        : this(kind, rows, present) => (_values, _codes) = (values, codes);

    private MetadataColumn(int rows, RowSet? present, ReadOnlyMemory<long> numbers)
        : this(MetadataKind.Numbers, rows, present) => _numbers = numbers;

    private MetadataColumn(int rows, RowSet? present, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<int> offsets)
        : this(MetadataKind.Texts, rows, present) => (_bytes, _offsets) = (bytes, offsets);

    /// <summary>The form.</summary>
    public MetadataKind Kind { get; }

    /// <summary>How many rows the group has.</summary>
    public int Rows { get; }

    /// <summary>The rows that have a value; null when all have (or none, when <see cref="MetadataKind.Absent"/>). Not to be changed.</summary>
    public RowSet? Present { get; }

    /// <summary>The value of a <see cref="MetadataKind.Constant"/>.</summary>
    public ReadOnlyMemory<byte> Constant => _values[0];

    /// <summary>The different values of a <see cref="MetadataKind.Dictionary"/>, by code, in no particular order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Values => _values;

    /// <summary>The code of each row of a <see cref="MetadataKind.Dictionary"/>; -1 where there is no value.</summary>
    public ReadOnlySpan<int> Codes => _codes.Span;

    /// <summary>The number of each row of <see cref="MetadataKind.Numbers"/>; 0 where there is no value.</summary>
    public ReadOnlySpan<long> Numbers => _numbers.Span;

    /// <summary>The texts of <see cref="MetadataKind.Texts"/>, one behind the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>Where each row's text of <see cref="MetadataKind.Texts"/> begins, and where the last one ends; a row without a value has an empty text.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.Span;

    /// <summary>Has a row a value?</summary>
    public bool Has(int row) => Kind != MetadataKind.Absent && (Present is null || Present[row]);

    /// <summary>A row's value as text, empty when it has none. Numbers are written into <paramref name="scratch"/>, which needs 20 bytes.</summary>
    public ReadOnlySpan<byte> ValueOf(int row, Span<byte> scratch)
    {
        if (!Has(row))
        {
            return default;
        }

        switch (Kind)
        {
            case MetadataKind.Constant:
                return _values[0].Span;
            case MetadataKind.Dictionary:
                return _values[_codes.Span[row]].Span;
            case MetadataKind.Numbers:
                Utf8Formatter.TryFormat(_numbers.Span[row], scratch, out int written);
                return scratch[..written];
            default:
                ReadOnlySpan<int> offsets = _offsets.Span;
                return _bytes.Span[offsets[row]..offsets[row + 1]];
        }
    }

    /// <summary>A column without values.</summary>
    internal static MetadataColumn Absent(int rows) => new(MetadataKind.Absent, rows, null);

    /// <summary>A column with one value.</summary>
    internal static MetadataColumn OfConstant(int rows, RowSet? present, ReadOnlyMemory<byte> value) => new(MetadataKind.Constant, rows, present, [value], default);

    /// <summary>A column of codes.</summary>
    internal static MetadataColumn OfDictionary(int rows, RowSet? present, ReadOnlyMemory<byte>[] values, ReadOnlyMemory<int> codes) =>
        new(MetadataKind.Dictionary, rows, present, values, codes);

    /// <summary>A column of numbers.</summary>
    internal static MetadataColumn OfNumbers(int rows, RowSet? present, ReadOnlyMemory<long> numbers) => new(rows, present, numbers);

    /// <summary>A column of texts.</summary>
    internal static MetadataColumn OfTexts(int rows, RowSet? present, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<int> offsets) => new(rows, present, bytes, offsets);
}
