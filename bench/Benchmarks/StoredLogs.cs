using Orleans.Obs.Engine.Blocks;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Groups;
using Orleans.Obs.Engine.Logs.Lines;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Benchmarks;

/// <summary>Shards of stored groups of rows, compressed in memory; each plan is executed on a thread of its own.</summary>
internal sealed class StoredLogs(int shards) : ILogsShards
{
    private readonly Shard[] _shards = [.. Enumerable.Range(0, shards).Select(static _ => new Shard())];

    public int Count => _shards.Length;

    /// <summary>Stores what a builder has as a group of a shard.</summary>
    public void Add(int shard, IReadOnlyList<LabelSet> streams, RowGroupBuilder builder) => _shards[shard].Add(streams, builder);

    public ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken) =>
        new(Task.Run(() => LogsPlanExecutor.ExecuteAsync(_shards[shard], plan, cancellationToken).AsTask(), cancellationToken));

    private sealed class Shard : ILogsReader
    {
        private readonly List<(GroupHeader Header, IReadOnlyList<GroupPage> Pages, int[] Streams)> _groups = [];
        private IReadOnlyList<LabelSet> _streams = [];

        public void Add(IReadOnlyList<LabelSet> streams, RowGroupBuilder builder)
        {
            _streams = streams;
            using var encoder = new RowGroupEncoder(1);
            EncodedGroup encoded = encoder.Encode(builder);
            ReadOnlyMemory<byte> raw = new MemoryPages([encoded.HeaderPage]).ReadAsync([0], default).AsTask().GetAwaiter().GetResult()[0];
            var reader = new BlockByteReader(raw.Span, "benchmark", 0);
            _groups.Add((GroupHeader.Read(ref reader), encoded.Pages, encoded.Streams));
        }

        public ValueTask<ILogSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken)
        {
            bool[] selected = [.. _streams.Select(stream => matchers.All(matcher => matcher.Matches(stream.ValueOf(matcher.Name.Span))))];
            var selection = new Selection(_streams, minTime, maxTime);
            selection.Groups = [.. _groups.Where(group => group.Streams.Any(stream => selected[stream]))
                .Select(group => new StoredGroup(group.Header, new MemoryPages(group.Pages), new GroupScope(selection, [.. group.Streams.Select(stream => selected[stream] ? stream : -1)], [])))];
            return new(selection);
        }

        public ILogTail SelectAfter(IReadOnlyList<SeriesMatcher> matchers, LogCursor after) => throw new NotSupportedException();

        public ValueTask<LogCounts> CountAsync(IReadOnlyList<SeriesMatcher> matchers, LogCountGrid grid, Func<LabelSet, int> groupOf, bool byLevel, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<string>> LabelValuesAsync(string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<string>> MetadataNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
            new([LogLevels.MetadataName]);

        public ValueTask<IReadOnlyList<string>> MetadataValuesAsync(
            string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class Selection(IReadOnlyList<LabelSet> streams, long minTime, long maxTime) : ILogSelection
    {
        public IReadOnlyList<LabelSet> Streams { get; } = streams;

        public IReadOnlyList<ILogGroup> Groups { get; set; } = [];

        public long MinTime { get; } = minTime;

        public long MaxTime { get; } = maxTime;

        public void Dispose()
        {
        }
    }
}
