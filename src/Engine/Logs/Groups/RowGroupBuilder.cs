using System.IO.Hashing;
using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// A group of rows that still grows, in order of arrival. Lines are taken apart as they come, so what is here is much smaller than their text and is searched as stored groups are. One thread
/// adds; others may read the rows that were there when they asked (<see cref="OpenGroup"/>).
/// </summary>
internal sealed class RowGroupBuilder(LineTemplates templates)
{
    private const int FirstCapacity = 256;

    private readonly LineTokenizer _tokenizer = new();
    private readonly List<PartValues[]> _values = [];
    private readonly List<int> _rowsOfTemplate = [];
    private readonly List<MetadataValues> _metadata = [];
    private readonly Dictionary<ulong, int> _metadataNumbers = [];
    private long _bytes;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all lines.</summary>
    public long LineBytes { get; private set; }

    /// <summary>The earliest time; <see cref="long.MaxValue"/> when there is none.</summary>
    public long MinTime { get; private set; } = long.MaxValue;

    /// <summary>The latest time; <see cref="long.MinValue"/> when there is none.</summary>
    public long MaxTime { get; private set; } = long.MinValue;

    /// <summary>The times of the rows.</summary>
    public long[] Timestamps { get; private set; } = new long[FirstCapacity];

    /// <summary>The streams of the rows, by whatever numbers the owner uses.</summary>
    public int[] Streams { get; private set; } = new int[FirstCapacity];

    /// <summary>The numbers of the rows' templates.</summary>
    public ushort[] TemplateNumbers { get; private set; } = new ushort[FirstCapacity];

    /// <summary>Bytes of each line.</summary>
    public int[] LineLengths { get; private set; } = new int[FirstCapacity];

    /// <summary>The templates; more may be added.</summary>
    public LineTemplates Templates => templates;

    /// <summary>The names of structured metadata that occur; more may be added.</summary>
    public IReadOnlyList<MetadataValues> Metadata => _metadata;

    /// <summary>Bytes of memory, roughly.</summary>
    public long MemoryBytes => _bytes + (Timestamps.Length * 18L) + 4096;

    /// <summary>Adds a row. The metadata are in canonical form, see <see cref="MetadataReader"/>.</summary>
    public void Add(int stream, long timestamp, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> line)
    {
        int row = Count;
        if (row == Timestamps.Length)
        {
            Timestamps = Grown(Timestamps);
            Streams = Grown(Streams);
            TemplateNumbers = Grown(TemplateNumbers);
            LineLengths = Grown(LineLengths);
        }

        int template = _tokenizer.Tokenize(line) ? templates.NumberOf(line, _tokenizer) : 0;
        AddParts(template, line);
        AddMetadata(row, metadata);
        Timestamps[row] = timestamp;
        Streams[row] = stream;
        TemplateNumbers[row] = (ushort)template;
        LineLengths[row] = line.Length;
        LineBytes += line.Length;
        MinTime = Math.Min(MinTime, timestamp);
        MaxTime = Math.Max(MaxTime, timestamp);
        Count = row + 1;
    }

    /// <summary>The values of a template's variables.</summary>
    public PartValues[] ValuesOf(int template) => _values[template];

    /// <summary>How many rows a template has.</summary>
    public int RowsOf(int template) => template < _rowsOfTemplate.Count ? _rowsOfTemplate[template] : 0;

    private void AddParts(int template, ReadOnlySpan<byte> line)
    {
        while (_values.Count <= template)
        {
            LineVariable[] variables = templates[_values.Count].Variables;
            _values.Add(Array.ConvertAll(variables, PartValues.For));
            _rowsOfTemplate.Add(0);
            _bytes += templates[_values.Count - 1].Key.Length + 256;
        }

        PartValues[] values = _values[template];
        _rowsOfTemplate[template]++;
        if (template == 0)
        {
            values[0].Add(line);
            _bytes += line.Length + 4;
            return;
        }

        ReadOnlySpan<LinePart> parts = _tokenizer.Parts;
        for (int i = 0; i < parts.Length; i++)
        {
            ReadOnlySpan<byte> text = line.Slice(parts[i].Start, parts[i].Length);
            values[i].Add(text);

            // A number takes eight bytes, a packed id half its length; a little more is in use because arrays grow ahead.
            _bytes += parts[i].Kind switch { VariableKind.Number => 11, VariableKind.Text => text.Length + 6, _ => text.Length * 3 / 4 };
        }
    }

    private void AddMetadata(int row, ReadOnlySpan<byte> metadata)
    {
        var reader = new MetadataReader(metadata);
        for (int guess = 0; reader.Read(); guess++)
        {
            // Rows tend to have the same names in the same order.
            MetadataValues values = guess < _metadata.Count && reader.Name.SequenceEqual(_metadata[guess].Name) ? _metadata[guess] : MetadataOf(reader.Name);
            int known = values.Count;
            values.Add(row, reader.Value);
            _bytes += 5 + (values.Count == known ? 0 : reader.Value.Length + 30);
        }
    }

    private MetadataValues MetadataOf(ReadOnlySpan<byte> name)
    {
        ulong hash = XxHash3.HashToUInt64(name);
        while (_metadataNumbers.TryGetValue(hash, out int number))
        {
            if (name.SequenceEqual(_metadata[number].Name))
            {
                return _metadata[number];
            }

            hash++;
        }

        _metadataNumbers.Add(hash, _metadata.Count);
        _metadata.Add(new MetadataValues(name.ToArray()));
        _bytes += name.Length + 256;
        return _metadata[^1];
    }

    private static T[] Grown<T>(T[] array)
    {
        Array.Resize(ref array, array.Length * 2);
        return array;
    }
}
