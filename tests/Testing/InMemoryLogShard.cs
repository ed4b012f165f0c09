using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Reading;

namespace Orleans.Obs.Testing;

/// <summary>A logs shard without an index: rows in groups of a few, every second of them sorted by stream and time as a stored one is.</summary>
public sealed class InMemoryLogShard(int groupRows) : ILogsReader
{
    private readonly List<LabelSet> _streams = [];
    private readonly Dictionary<LabelSet, int> _numbers = [];
    private readonly List<List<(int Stream, InMemoryLogRow Row)>> _groups = [];
    private int _arrived;

    /// <summary>Appends a row; false when the stream has the same one already.</summary>
    public bool Append(LabelSet stream, InMemoryLogRow row)
    {
        if (!_numbers.TryGetValue(stream, out int number))
        {
            _numbers.Add(stream, number = _streams.Count);
            _streams.Add(stream);
        }

        if (_groups.Exists(group => group.Exists(other => other.Stream == number && other.Row.IsSameAs(row))))
        {
            return false;
        }

        if (_groups.Count == 0 || _groups[^1].Count == groupRows)
        {
            _groups.Add([]);
        }

        _groups[^1].Add((number, row));
        _arrived++;
        return true;
    }

    public ValueTask<ILogSelection> SelectAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, CancellationToken cancellationToken) =>
        new(Select(matchers, minTime, maxTime));

    public ILogTail SelectAfter(IReadOnlyList<SeriesMatcher> matchers, LogCursor after)
    {
        int skip = after.Epoch == 0 ? _arrived : (int)after.Arrival;
        int[] numbers = NumbersOf(matchers, out List<LabelSet> streams);
        List<(int Stream, InMemoryLogRow Row)> rows = [.. _groups.SelectMany(static group => group).Skip(skip).Select(row => (numbers[row.Stream], row.Row))];
        return new InMemoryLogSelection(streams, rows.Count == 0 ? [] : [rows], long.MinValue, long.MaxValue, new LogCursor(1, _arrived));
    }

    public async ValueTask<LogCounts> CountAsync(
        IReadOnlyList<SeriesMatcher> matchers, LogCountGrid grid, Func<LabelSet, int> groupOf, bool byLevel, CancellationToken cancellationToken)
    {
        using ILogSelection selection = await SelectAsync(matchers, grid.Start + 1, grid.End, cancellationToken);
        var cells = new SortedDictionary<(int Group, string Level, int Bucket), (long Rows, long Bytes)>();
        foreach ((LabelSet stream, InMemoryLogRow row) in RowsOf(matchers, grid.Start + 1, grid.End))
        {
            if (groupOf(stream) is var group and >= 0)
            {
                (int, string, int) key = (group, (byLevel ? row.ValueOf(LogLevels.MetadataName) : null) ?? "", (int)((row.Timestamp - grid.Start - 1) / grid.Step));
                (long rows, long bytes) = cells.GetValueOrDefault(key);
                cells[key] = (rows + 1, bytes + row.Line.Length);
            }
        }

        string[] levels = byLevel ? [.. cells.Keys.Select(static cell => cell.Level).Distinct().Order(StringComparer.Ordinal)] : [""];
        return new LogCounts
        {
            Levels = levels,
            Groups = cells.Keys.Select(static cell => cell.Group).ToArray(),
            LevelNumbers = cells.Keys.Select(cell => Array.IndexOf(levels, cell.Level)).ToArray(),
            Buckets = cells.Keys.Select(static cell => cell.Bucket).ToArray(),
            Rows = cells.Values.Select(static cell => cell.Rows).ToArray(),
            Bytes = cells.Values.Select(static cell => cell.Bytes).ToArray(),
        };
    }

    public ValueTask<IReadOnlyList<string>> LabelNamesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((LabelSet stream, _) in RowsOf(matchers, minTime, maxTime))
        {
            LabelReader reader = stream.GetReader();
            while (reader.Read())
            {
                names.Add(Encoding.UTF8.GetString(reader.Name));
            }
        }

        return new([.. Limited(names, limit)]);
    }

    public ValueTask<IReadOnlyList<string>> LabelValuesAsync(
        string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        new(Sorted(RowsOf(matchers, minTime, maxTime).Select(row => row.Stream.ValueOf(name)).Where(static value => value.Length > 0), limit));

    public ValueTask<IReadOnlyList<LabelSet>> SeriesAsync(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        new([.. Limited(RowsOf(matchers, minTime, maxTime).Select(static row => row.Stream).Distinct(), limit)]);

    public ValueTask<IReadOnlyList<string>> MetadataNamesAsync(
        IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        new(Sorted(RowsOf(matchers, minTime, maxTime).SelectMany(static row => row.Row.Metadata.Select(static pair => pair.Key)), limit));

    public ValueTask<IReadOnlyList<string>> MetadataValuesAsync(
        string name, IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime, int limit, CancellationToken cancellationToken) =>
        new(Sorted(RowsOf(matchers, minTime, maxTime).Select(row => row.Row.ValueOf(name)).OfType<string>(), limit));

    private static IReadOnlyList<string> Sorted(IEnumerable<string> texts, int limit) => [.. Limited(new SortedSet<string>(texts, StringComparer.Ordinal), limit)];

    private static IEnumerable<T> Limited<T>(IEnumerable<T> items, int limit) => limit > 0 ? items.Take(limit) : items;

    private InMemoryLogSelection Select(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime)
    {
        int[] numbers = NumbersOf(matchers, out List<LabelSet> streams);
        var groups = new List<List<(int Stream, InMemoryLogRow Row)>>();
        for (int i = 0; i < _groups.Count; i++)
        {
            IEnumerable<(int Stream, InMemoryLogRow Row)> rows = _groups[i];
            if (i % 2 == 0 && i + 1 < _groups.Count)
            {
                rows = rows.OrderBy(static row => row.Stream).ThenBy(static row => row.Row.Timestamp);
            }

            groups.Add([.. rows.Select(row => (numbers[row.Stream], row.Row))]);
        }

        return new InMemoryLogSelection(
            streams, [.. groups.Where(group => group.Exists(row => row.Stream >= 0 && row.Row.Timestamp >= minTime && row.Row.Timestamp <= maxTime))], minTime, maxTime, default);
    }

    // The number that each stream has in a selection, -1 when it is not in it.
    private int[] NumbersOf(IReadOnlyList<SeriesMatcher> matchers, out List<LabelSet> selected)
    {
        selected = [];
        int[] numbers = new int[_streams.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            LabelSet stream = _streams[i];
            bool matches = matchers.All(matcher => matcher.Matches(stream.ValueOf(matcher.Name.Span)));
            numbers[i] = matches ? selected.Count : -1;
            if (matches)
            {
                selected.Add(stream);
            }
        }

        return numbers;
    }

    private IEnumerable<(LabelSet Stream, InMemoryLogRow Row)> RowsOf(IReadOnlyList<SeriesMatcher> matchers, long minTime, long maxTime)
    {
        int[] numbers = NumbersOf(matchers, out List<LabelSet> selected);
        return _groups.SelectMany(static group => group)
            .Where(row => numbers[row.Stream] >= 0 && row.Row.Timestamp >= minTime && row.Row.Timestamp <= maxTime)
            .Select(row => (selected[numbers[row.Stream]], row.Row));
    }
}
