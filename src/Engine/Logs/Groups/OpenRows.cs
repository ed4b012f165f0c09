using Orleans.Obs.Engine.Logs.Lines;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>Rows of a group that still grows, opened: a run of them, as they arrived. What is added meanwhile is not seen.</summary>
internal sealed class OpenRows : GroupRows
{
    private readonly RowGroupBuilder _builder;
    private readonly GroupScope _scope;
    private readonly int _first;
    private readonly int _templates;
    private readonly int _metadata;
    private readonly int[] _rowsOfTemplate;
    private readonly int[] _rowsBefore;
    private int[]? _streams;

    public OpenRows(RowGroupBuilder builder, int first, int count, int templates, int metadata, GroupScope scope)
        : base(scope, count)
    {
        (_builder, _first, _templates, _metadata, _scope) = (builder, first, templates, metadata, scope);
        (_rowsBefore, _rowsOfTemplate) = (new int[templates], new int[templates]);
        foreach (ushort template in builder.TemplateNumbers.AsSpan(0, first))
        {
            _rowsBefore[template]++;
        }

        foreach (ushort template in TemplateNumbers)
        {
            _rowsOfTemplate[template]++;
        }
    }

    public override bool IsSorted => false;

    public override ReadOnlySpan<long> Timestamps => _builder.Timestamps.AsSpan(_first, Count);

    public override ReadOnlySpan<int> Streams => _streams ??= SelectStreams();

    public override ReadOnlySpan<int> LineLengths => _builder.LineLengths.AsSpan(_first, Count);

    public override ReadOnlySpan<ushort> TemplateNumbers => _builder.TemplateNumbers.AsSpan(_first, Count);

    public override IReadOnlyList<ReadOnlyMemory<byte>> MetadataNames =>
        [.. Enumerable.Range(0, _metadata).Select(index => (ReadOnlyMemory<byte>)_builder.Metadata[index].Name).Order(NameOrder.Instance)];

    public override int TemplateCount => _templates;

    public override ValueTask LoadAsync(LogColumns columns, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override int RowsOf(int template) => _rowsOfTemplate[template];

    public override LineTemplate TemplateAt(int template) => _builder.Templates[template];

    public override PartColumn ColumnOf(int template, int variable) => _builder.ValuesOf(template)[variable].ToColumn(_rowsBefore[template]);

    protected override TemplateMatch[] MatchesOf(LineNeedle needle) => needle.MatchAll(this);

    protected override MetadataColumn DecodeMetadata(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _metadata; i++)
        {
            if (_builder.Metadata[i].Name.AsSpan().SequenceEqual(name))
            {
                return ColumnOf(_builder.Metadata[i]);
            }
        }

        return MetadataColumn.Absent(Count);
    }

    private int[] SelectStreams()
    {
        int[] streams = new int[Count];
        ReadOnlySpan<int> numbers = _builder.Streams.AsSpan(_first, Count);
        for (int row = 0; row < streams.Length; row++)
        {
            streams[row] = _scope.Streams[numbers[row]];
        }

        return streams;
    }

    private MetadataColumn ColumnOf(MetadataValues values)
    {
        int known = Math.Min(values.Rows - _first, Count);
        var present = new RowSet(Count);
        int[] codes = new int[Count];
        codes.AsSpan().Fill(MetadataValues.None);
        var places = new Dictionary<int, int>();
        var texts = new List<ReadOnlyMemory<byte>>();
        for (int row = 0; row < known; row++)
        {
            int code = values.Codes[_first + row];
            if (code == MetadataValues.None)
            {
                continue;
            }

            if (!places.TryGetValue(code, out int place))
            {
                places.Add(code, place = texts.Count);
                texts.Add(values.ValueOf(code).ToArray());
            }

            codes[row] = place;
            present.Add(row);
        }

        return texts.Count == 0 ? MetadataColumn.Absent(Count)
            : MetadataColumn.OfDictionary(Count, present.Count == Count ? null : present, [.. texts], codes);
    }
}
