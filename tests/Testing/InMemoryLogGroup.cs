using System.Text;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Testing;

/// <summary>A group of rows that answers what it may contain exactly.</summary>
internal sealed class InMemoryLogGroup(ILogSelection selection, List<(int Stream, InMemoryLogRow Row)> rows) : ILogGroup
{
    private IEnumerable<InMemoryLogRow> Selected =>
        rows.Where(row => row.Stream >= 0 && row.Row.Timestamp >= selection.MinTime && row.Row.Timestamp <= selection.MaxTime).Select(static row => row.Row);

    public long MinTime => Selected.Min(static row => row.Timestamp);

    public long MaxTime => Selected.Max(static row => row.Timestamp);

    public int Rows => rows.Count;

    public int SelectedRows => rows.Count(static row => row.Stream >= 0);

    public IReadOnlyList<int> Streams => [.. rows.Select(static row => row.Stream).Where(static stream => stream >= 0).Distinct()];

    public ValueTask<bool> MayContainAsync(LineNeedle needle, CancellationToken cancellationToken) =>
        new(rows.Exists(row => InMemoryLogRows.Contains(row.Row.Line, needle)));

    public ValueTask<bool> MayContainMetadataAsync(ReadOnlyMemory<byte> name, CancellationToken cancellationToken) =>
        new(rows.Exists(row => row.Row.ValueOf(Encoding.UTF8.GetString(name.Span)) is not null));

    public ValueTask<bool> MayContainMetadataAsync(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        new(rows.Exists(row => row.Row.ValueOf(Encoding.UTF8.GetString(name.Span)) == Encoding.UTF8.GetString(value.Span)));

    public ValueTask<ILogRows> OpenAsync(LogColumns columns, CancellationToken cancellationToken) => new(new InMemoryLogRows(selection, rows, columns));
}
