using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.LogQL.Evaluation.Plan;
using Orleans.Obs.Query.LogQL.Evaluation.Windows;
using Orleans.Obs.Query.LogQL.Pipelines;
using Orleans.Obs.Query.LogQL.Pipelines.Filters;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>A shard's part of a range aggregation.</summary>
internal sealed class RangeEvaluation : IRowSink
{
    private readonly RangeAggregation _range;
    private readonly CompiledPipeline _pipeline;
    private readonly SeriesKeys _keys;
    private readonly RangeWindows _windows;
    private readonly bool _countsBytes;
    private readonly int _unwrapped = -1;
    private readonly LabelCondition[] _postFilters = [];
    private ILogRows? _rows;

    public RangeEvaluation(RangePlan plan)
    {
        _range = plan.Range;
        Unwrap? unwrap = _range.Range.Unwrap;
        _pipeline = PipelineCompiler.Compile(_range.Range.Log.Stages, unwrap, plan.Grouping);
        _keys = new SeriesKeys(_pipeline, plan.Grouping, unwrap?.Label);
        _windows = RangeFunctions.Gather(_range, plan.Windows());
        _countsBytes = _range.Operation is RangeOperation.BytesOverTime or RangeOperation.BytesRate;
        if (unwrap is not null)
        {
            _unwrapped = _pipeline.Names.GetOrAdd(unwrap.Label);
            _postFilters = [.. unwrap.Filters.Select(filter => LabelConditions.Compile(filter, _pipeline.Names))];
        }
    }

    public RangeWindows Windows => _windows;

    public SeriesKeys Keys => _keys;

    public ScanCounter Counter { get; } = new();

    /// <summary>Takes rows that were counted without looking at them.</summary>
    public void Add(ReadOnlySpan<byte> labels, long time, long rows, long bytes)
    {
        int series = _keys.Of(labels, out bool added);
        if (added)
        {
            _windows.AddSeries(_windows.Windows.Pieces);
        }

        Counter.Lines += rows;
        Counter.Matched += rows;
        Counter.Bytes += bytes;
        int piece = _windows.Windows.PieceOf(time);
        if (piece >= 0)
        {
            _windows.AddCounted(series, piece, rows, bytes);
        }
    }

    /// <summary>Looks at all rows of a selection.</summary>
    public async ValueTask ScanAsync(ILogSelection selection, CancellationToken cancellationToken)
    {
        // A sample that can't be had from its label is told with all labels.
        var columns = new LogColumns { AllMetadata = _keys.NeedsAllLabels || _unwrapped >= 0, Metadata = _keys.NeededMetadata };
        var scan = new GroupScan(_pipeline, selection, columns, Counter);
        foreach (ILogGroup group in selection.Groups)
        {
            using ILogRows? rows = await scan.OpenAsync(group, cancellationToken).ConfigureAwait(false);
            if (rows is null)
            {
                continue;
            }

            RowSet candidates = scan.Candidates(rows);
            if (!candidates.IsEmpty)
            {
                _rows = rows;
                _keys.BeginGroup(scan.BeginGroup(rows));
                scan.Run(rows, candidates, this);
            }
        }
    }

    public void Take(ref PipelineRow row, int number)
    {
        int piece = _windows.Windows.PieceOf(row.Timestamp);
        if (piece < 0 || !TryValue(ref row, number, out double value))
        {
            return;
        }

        int series = _keys.Of(row.Labels, _rows!.Streams[number], number, out bool added);
        if (added)
        {
            _windows.AddSeries(_windows.Windows.Pieces);
        }

        _windows.Add(series, piece, new RangeSample(row.Timestamp, row.Labels.Stream.Hash, value));
    }

    private bool TryValue(ref PipelineRow row, int number, out double value)
    {
        value = 1;
        if (_unwrapped < 0)
        {
            value = !_countsBytes ? 1 : _pipeline.Steps.IsEmpty ? _rows!.LineLengths[number] : row.Line.Length;
            return true;
        }

        row.Labels.TryGet(_unwrapped, out ReadOnlySpan<byte> text);
        if (text.IsEmpty)
        {
            return false;
        }

        if (!TryConvert(text, out value))
        {
            row.Labels.SetError(PipelineErrors.SampleExtraction, Explain(text));
        }

        foreach (LabelCondition filter in _postFilters)
        {
            if (!filter.Test(row.Labels))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryConvert(ReadOnlySpan<byte> text, out double value)
    {
        switch (_range.Range.Unwrap!.Conversion)
        {
            case UnwrapConversion.Number:
                return GoNumber.TryParseFloat(text, out value);
            case UnwrapConversion.Bytes:
                bool isSize = ByteSize.TryParse(text, out ulong size);
                value = size;
                return isSize;
            default:
                bool isDuration = GoDuration.TryParse(text, out long nanoseconds);
                value = nanoseconds / 1e9;
                return isDuration;
        }
    }

    private string Explain(ReadOnlySpan<byte> text) => _range.Range.Unwrap!.Conversion switch
    {
        UnwrapConversion.Number => GoNumber.ExplainFloat(text),
        UnwrapConversion.Bytes => ByteSize.Explain(text),
        _ => GoDuration.Explain(text),
    };
}
