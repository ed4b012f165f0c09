using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>Evaluates the series of selections one by one, with one set of buffers for all of them.</summary>
internal sealed class SelectorEvaluation
{
    private readonly LeafPart _part;
    private readonly ShardPlan _plan;
    private readonly SampleBuffer _buffer = new();
    private readonly SeriesSamples _samples = new();
    private readonly ScratchColumn _column;
    private readonly InstantStepper? _instants;
    private readonly RangeStepper? _ranges;
    private readonly RawSelection? _raw;
    private readonly SeriesSink _sink;

    public SelectorEvaluation(LeafPart part)
    {
        (_part, _plan) = (part, part.Plan);
        _column = new ScratchColumn(_plan.Timing.Grid);
        _sink = new SeriesSink(part);
        if (_plan.Window.Kind == WindowKind.RawSamples)
        {
            _raw = new RawSelection(part);
        }
        else if (_plan.Window.IsInstant)
        {
            _instants = new InstantStepper(_plan.Timing, _plan.Window.Kind, part.Counter);
        }
        else
        {
            var window = new Window(_samples, part.Annotations, _plan.Window.Site);
            _ranges = new RangeStepper(_plan.Timing, _plan.Window.Create(_plan.Timing.Range, _plan.Timing.Extension), window, part.Counter);
        }
    }

    public void Evaluate(ISeriesSelection selection, int series)
    {
        selection.Read(series, _plan.Timing.MinTime, _plan.Timing.MaxTime, _buffer);
        if (_buffer.Count == 0)
        {
            return;
        }

        if (_plan.ReadsStatistics)
        {
            HistogramStatistics.Reduce(_buffer);
        }

        _part.Counter.Read += _buffer.Count;
        LabelSet labels = selection.LabelsOf(series);
        if (_instants is not null)
        {
            _instants.Run(labels, _buffer, _column);
        }
        else
        {
            _part.Budget.Hold(0, transient: _buffer.Count);
            _samples.Load(_buffer, _plan.Window.UsesStartTimestamps);
            if (_raw is not null)
            {
                _raw.Take(labels, _samples);
                return;
            }

            _ranges!.Run(labels, _column);
        }

        _sink.Take(labels, _column.Column);
    }
}
