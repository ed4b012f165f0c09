using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Testing;

/// <summary>Selected rows in groups.</summary>
internal sealed class InMemoryLogSelection : ILogTail
{
    public InMemoryLogSelection(IReadOnlyList<LabelSet> streams, List<List<(int Stream, InMemoryLogRow Row)>> groups, long minTime, long maxTime, LogCursor next)
    {
        (Streams, MinTime, MaxTime, Next) = (streams, minTime, maxTime, next);
        Groups = [.. groups.Select(rows => new InMemoryLogGroup(this, rows))];
    }

    public IReadOnlyList<LabelSet> Streams { get; }

    public IReadOnlyList<ILogGroup> Groups { get; }

    public long MinTime { get; }

    public long MaxTime { get; }

    public LogCursor Next { get; }

    public long Missed => 0;

    public void Dispose()
    {
    }
}
