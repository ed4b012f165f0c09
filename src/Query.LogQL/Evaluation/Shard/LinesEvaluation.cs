using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.LogQL.Evaluation.Plan;
using Orleans.Obs.Query.LogQL.Pipelines;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>
/// A shard's part of a query for lines: groups are read from the end that is wanted first, and no further than lines can still be among those returned. The same holds within a group, of
/// which as few lines are decoded as fill the limit.
/// </summary>
internal sealed class LinesEvaluation : IRowSink
{
    private const int SmallestRun = 512;
    private const int MostDistinct = 1 << 20;

    private readonly LinesPlan _plan;
    private readonly CompiledPipeline _pipeline;
    private readonly LineOrder _order;
    private readonly LabelSetWriter _writer;
    private readonly List<FoundLine> _found = [];
    private readonly Dictionary<int, FoundLine> _distinct = [];
    private readonly LabelSetTable _distinctKeys = new();
    private ILogRows? _rows;
    private long _group;

    // Lines on the wrong side of it are not wanted any more.
    private long? _bound;

    public LinesEvaluation(LinesPlan plan)
    {
        _plan = plan;
        _pipeline = PipelineCompiler.Compile(plan.Log.Stages);
        _order = new LineOrder(plan.Direction);
        _writer = new LabelSetWriter(_pipeline.Names);
    }

    /// <summary>The label sets of the lines found.</summary>
    public LabelSetTable Labels { get; } = new();

    public ScanCounter Counter { get; } = new();

    private bool IsForward => _plan.Direction == LogDirection.Forward;

    /// <summary>The lines that are returned, in order.</summary>
    public async ValueTask<List<FoundLine>> EvaluateAsync(ILogSelection selection, CancellationToken cancellationToken)
    {
        var scan = new GroupScan(_pipeline, selection, LogColumns.All, Counter);
        IEnumerable<(ILogGroup Group, int Number)> groups = selection.Groups.Select(static (group, number) => (group, number));
        groups = IsForward ? groups.OrderBy(static one => one.Group.MinTime) : groups.OrderByDescending(static one => one.Group.MaxTime);
        foreach ((ILogGroup group, int number) in groups)
        {
            if (_bound is { } bound && (IsForward ? group.MinTime > bound : group.MaxTime < bound))
            {
                break;
            }

            using ILogRows? rows = await scan.OpenAsync(group, cancellationToken).ConfigureAwait(false);
            if (rows is not null)
            {
                (_rows, _group) = (rows, (long)number << 32);
                Scan(scan, rows);
            }
        }

        _found.AddRange(_distinct.Values);
        Cut();
        return _found;
    }

    public void Take(ref PipelineRow row, int number)
    {
        if (_bound is { } bound && (IsForward ? row.Timestamp > bound : row.Timestamp < bound))
        {
            return;
        }

        var line = new FoundLine(row.Timestamp, row.Labels.Stream.Hash, _rows!.Streams[number], _group | (uint)number, row.Line.ToArray(), StreamOf(row.Labels), MetadataOf(row.Labels), ParsedOf(row.Labels));
        if (!_pipeline.Distinct.IsEmpty)
        {
            TakeDistinct(row.Labels, line);
            return;
        }

        _found.Add(line);
        if (_found.Count >= 2 * Math.Max(_plan.Limit, SmallestRun))
        {
            Cut();
        }
    }

    private void Scan(GroupScan scan, ILogRows rows)
    {
        RowSet candidates = scan.Candidates(rows);
        if (candidates.IsEmpty)
        {
            return;
        }

        scan.BeginGroup(rows);
        int run = Math.Max(_plan.Limit, SmallestRun);
        if (!_pipeline.Distinct.IsEmpty || candidates.Count <= 2 * run)
        {
            scan.Run(rows, candidates, this);
            Cut();
            return;
        }

        // From the wanted end, in runs that grow, until the limit is filled with lines that none of the rest precedes.
        (long[] times, int[] numbers) = ByTime(rows, candidates);
        for (int from = 0; from < numbers.Length; run *= 2)
        {
            int to = Math.Min(from + run, numbers.Length);

            // Lines of one time stay together, as their order is not known yet.
            while (to < numbers.Length && times[to] == times[to - 1])
            {
                to++;
            }

            if (_bound is { } bound && (IsForward ? times[from] > bound : -times[from] < bound))
            {
                return;
            }

            var part = new RowSet(candidates.Rows);
            foreach (int number in numbers.AsSpan(from..to))
            {
                part.Add(number);
            }

            scan.Run(rows, part, this);
            Cut();
            from = to;
        }
    }

    // Rows in the wanted order of their times; the times of the newest first are negated.
    private (long[] Times, int[] Numbers) ByTime(ILogRows rows, RowSet candidates)
    {
        ReadOnlySpan<long> timestamps = rows.Timestamps;
        int count = candidates.Count, at = 0;
        (long[] times, int[] numbers) = (new long[count], new int[count]);
        foreach (int row in candidates)
        {
            (times[at], numbers[at]) = (IsForward ? timestamps[row] : -timestamps[row], row);
            at++;
        }

        Array.Sort(times, numbers);
        return (times, numbers);
    }

    private void Cut()
    {
        _found.Sort(_order);
        if (_found.Count >= _plan.Limit)
        {
            _found.RemoveRange(_plan.Limit, _found.Count - _plan.Limit);
            _bound = _found.Count > 0 ? _found[^1].Time : null;
        }
    }

    private void TakeDistinct(RowLabels labels, FoundLine line)
    {
        _writer.Clear();
        foreach (int name in _pipeline.Distinct)
        {
            labels.TryGet(name, out ReadOnlySpan<byte> value);
            _writer.Add(name, value);
        }

        int key = _distinctKeys.GetOrAdd(_writer.Complete(), out bool added);
        if (_distinctKeys.Count > MostDistinct)
        {
            throw new LogQueryException(LogQueryErrorKind.BadRequest, "too many distinct values; consider a shorter time range");
        }

        if (added || _order.Compare(line, _distinct[key]) < 0)
        {
            _distinct[key] = line;
        }
    }

    private int StreamOf(RowLabels labels)
    {
        if (labels.IsUnchanged)
        {
            return Labels.GetOrAdd(labels.Stream.Labels.Bytes);
        }

        _writer.Clear();
        _writer.AddStream(labels);
        return Labels.GetOrAdd(_writer.Complete());
    }

    private int MetadataOf(RowLabels labels)
    {
        _writer.Clear();
        _writer.AddMetadata(labels);
        return Labels.GetOrAdd(_writer.Complete());
    }

    private int ParsedOf(RowLabels labels)
    {
        _writer.Clear();
        _writer.AddParsed(labels);
        return Labels.GetOrAdd(_writer.Complete());
    }
}
