using System.Numerics;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Pipelines;
using Orleans.Obs.Query.LogQL.Pipelines.Columns;
using Orleans.Obs.Query.LogQL.Pipelines.Filters;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>
/// Runs a pipeline over groups of rows: first the filters over columns, then the steps over the lines that are left, which are decoded only then. Belongs to one evaluation; not thread-safe.
/// </summary>
internal sealed class GroupScan
{
    private readonly CompiledPipeline _pipeline;
    private readonly ColumnFilter[] _filters;
    private readonly StreamTable _streams;
    private readonly LogColumns _columns;
    private readonly bool _readsLines;
    private readonly RowLabels _labels;
    private readonly RowLabels _trial;
    private readonly LineBuffer _lines = new();
    private readonly ScanCounter _counter;
    private readonly Dictionary<int, MetadataLayer> _layers = [];
    private MetadataLayer _shared = MetadataLayer.Empty;

    // Neighbours are mostly of one stream.
    private int _recentStream = -1;
    private MetadataLayer? _recentShared;
    private MetadataLayer _recentLayer = MetadataLayer.Empty;

    /// <summary>Prepares scanning a selection.</summary>
    /// <param name="pipeline">What is done to the rows.</param>
    /// <param name="selection">The rows.</param>
    /// <param name="columns">What the caller looks at beside what the pipeline does.</param>
    /// <param name="counter">Counts what is looked at.</param>
    public GroupScan(CompiledPipeline pipeline, ILogSelection selection, LogColumns columns, ScanCounter counter)
    {
        (_pipeline, _counter) = (pipeline, counter);
        _streams = new StreamTable(selection.Streams, pipeline.Names);
        _filters = [.. pipeline.ColumnFilters.Select(filter => filter.For(_streams))];
        _readsLines = columns.Lines || !pipeline.Steps.IsEmpty;
        _columns = new LogColumns
        {
            Lines = _readsLines || _filters.Any(static filter => filter.Columns.Lines),
            LineLengths = true,
            AllMetadata = columns.AllMetadata || pipeline.MayFail || pipeline.ChangesLabels,
            Metadata = [.. _filters.SelectMany(static filter => filter.Columns.Metadata).Concat(columns.Metadata)
                .Concat(pipeline.ReadLabels.Select(static label => (ReadOnlyMemory<byte>)Common.Text.GoLiteral.Encode(label)))],
        };
        _labels = new RowLabels(pipeline.Names, pipeline.Hints, pipeline.EarlyFilters);
        _trial = new RowLabels(pipeline.Names, pipeline.TrialHints, EarlyFilters.None);
    }

    public StreamTable Streams => _streams;

    /// <summary>True when every metadata of a row is at hand.</summary>
    public bool HasAllMetadata => _columns.AllMetadata;

    /// <summary>Opens a group; null when no row of it passes for sure.</summary>
    public async ValueTask<ILogRows?> OpenAsync(ILogGroup group, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (ColumnFilter filter in _filters)
        {
            if (!await filter.MayMatchAsync(group, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }

        return await group.OpenAsync(_columns, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The rows of an opened group that columns let pass.</summary>
    public RowSet Candidates(ILogRows rows)
    {
        RowSet candidates = rows.SelectedRows();
        Count(rows, candidates);
        foreach (ColumnFilter filter in _filters)
        {
            if (candidates.IsEmpty)
            {
                break;
            }

            filter.Apply(rows, _streams, candidates);
        }

        return candidates;
    }

    /// <summary>Prepares running rows of a group.</summary>
    public MetadataLayer BeginGroup(ILogRows rows)
    {
        _layers.Clear();
        _shared = MetadataLayer.Of(rows, _columns.AllMetadata ? rows.MetadataNames : Known(rows), _pipeline.Names);
        return _shared;
    }

    /// <summary>Runs the pipeline over rows of the group that was begun, ascending.</summary>
    public void Run(ILogRows rows, RowSet candidates, IRowSink sink)
    {
        ReadOnlySpan<int> streams = rows.Streams;
        ReadOnlySpan<long> timestamps = rows.Timestamps;
        if (!_readsLines)
        {
            foreach (int number in candidates)
            {
                Run(default, timestamps[number], streams[number], number, sink);
            }

            return;
        }

        rows.ReadLines(candidates, _lines);
        ReadOnlySpan<int> numbers = _lines.Rows;
        for (int i = 0; i < numbers.Length; i++)
        {
            Run(_lines[i], timestamps[numbers[i]], streams[numbers[i]], numbers[i], sink);
        }
    }

    /// <summary>The metadata of a stream's rows in the group that was begun.</summary>
    public MetadataLayer LayerOf(int stream)
    {
        if (_shared.Names.IsEmpty)
        {
            return _shared;
        }

        if (!_layers.TryGetValue(stream, out MetadataLayer? layer))
        {
            _layers[stream] = layer = _shared.For(_streams[stream], _pipeline.Names);
        }

        return layer;
    }

    private void Run(ReadOnlySpan<byte> line, long timestamp, int stream, int number, IRowSink sink)
    {
        if (stream != _recentStream || !ReferenceEquals(_recentShared, _shared))
        {
            (_recentStream, _recentShared, _recentLayer) = (stream, _shared, LayerOf(stream));
        }

        StreamLabels labels = _streams[stream];
        if (!_pipeline.Trial.IsEmpty)
        {
            _trial.Begin(labels, _recentLayer, number);
            var trial = new PipelineRow { Line = line, Timestamp = timestamp, Labels = _trial };
            foreach (PipelineStep step in _pipeline.Trial)
            {
                if (!step.Process(ref trial))
                {
                    return;
                }
            }
        }

        _labels.Begin(labels, _recentLayer, number);
        var row = new PipelineRow { Line = line, Timestamp = timestamp, Labels = _labels };
        foreach (PipelineStep step in _pipeline.Steps)
        {
            if (!step.Process(ref row))
            {
                return;
            }
        }

        _counter.Matched++;
        sink.Take(ref row, number);
    }

    // The names that were asked for and that the group has.
    private List<ReadOnlyMemory<byte>> Known(ILogRows rows)
    {
        List<ReadOnlyMemory<byte>> known = [];
        foreach (ReadOnlyMemory<byte> name in rows.MetadataNames)
        {
            foreach (ReadOnlyMemory<byte> asked in _columns.Metadata)
            {
                if (asked.Span.SequenceEqual(name.Span))
                {
                    known.Add(name);
                    break;
                }
            }
        }

        return known;
    }

    private void Count(ILogRows rows, RowSet selected)
    {
        ReadOnlySpan<int> lengths = rows.LineLengths;
        long lines = 0, bytes = 0;
        ReadOnlySpan<ulong> words = selected.Words;
        for (int word = 0; word < words.Length; word++)
        {
            ulong bits = words[word];
            int first = word << 6;
            if (bits == ulong.MaxValue)
            {
                foreach (int length in lengths.Slice(first, 64))
                {
                    bytes += length;
                }

                lines += 64;
                continue;
            }

            for (; bits != 0; bits &= bits - 1, lines++)
            {
                bytes += lengths[first + BitOperations.TrailingZeroCount(bits)];
            }
        }

        _counter.Lines += lines;
        _counter.Bytes += bytes;
    }
}
