using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Columns;

/// <summary>
/// A comparison of a label before any stage changes labels: it is the stream's or structured metadata, so a value that many rows have is compared once.
/// </summary>
internal sealed class LabelColumnFilter(int name, ReadOnlyMemory<byte> stored, SeriesMatcher matcher) : ColumnFilter
{
    private StreamTable? _streams;

    public override LogColumns Columns { get; } = new() { Metadata = [stored] };

    // Streams may have the label too, in which case the group's metadata say nothing.
    public override ValueTask<bool> MayMatchAsync(ILogGroup group, CancellationToken cancellationToken) =>
        _streams is { } streams && !streams.AnyHas(name) && !matcher.MatchesEmpty && !matcher.Negated && matcher.Pattern.Literals is [var only]
            ? group.MayContainMetadataAsync(stored, only, cancellationToken)
            : new(true);

    public override ColumnFilter For(StreamTable streams) => new LabelColumnFilter(name, stored, matcher) { _streams = streams };

    public override void Apply(ILogRows rows, StreamTable streams, RowSet candidates)
    {
        MetadataColumn column = rows.Metadata(stored.Span);
        ReadOnlySpan<int> numbers = rows.Streams;
        bool[]? verdicts = column.Kind == MetadataKind.Dictionary ? [.. column.Values.Select(value => matcher.Matches(value.Span))] : null;
        bool constant = column.Kind == MetadataKind.Constant && matcher.Matches(column.Constant.Span);
        Span<byte> scratch = stackalloc byte[20];
        int lastStream = -1;
        bool hasLabel = false, verdictOfStream = false;
        foreach (int row in candidates)
        {
            if (numbers[row] != lastStream)
            {
                lastStream = numbers[row];
                hasLabel = streams[lastStream].TryGet(name, out ReadOnlySpan<byte> value);
                verdictOfStream = matcher.Matches(value);
            }

            bool passes = hasLabel || !column.Has(row) ? verdictOfStream
                : verdicts is not null ? verdicts[column.Codes[row]]
                : column.Kind == MetadataKind.Constant ? constant
                : matcher.Matches(column.ValueOf(row, scratch));
            if (!passes)
            {
                candidates.Remove(row);
            }
        }
    }
}
