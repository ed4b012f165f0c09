using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>Evaluates the series of a selection one by one, with one set of buffers for all of them.</summary>
internal sealed class SelectorEvaluation
{
    private readonly ShardPlan _plan;
    private readonly SampleCounter _counter;
    private readonly SampleBuffer _buffer = new();
    private readonly SeriesSamples _samples = new();
    private readonly ScratchColumn _column;
    private readonly InstantStepper? _instants;
    private readonly RangeStepper? _ranges;
    private readonly RawSelection? _raw;
    private readonly SeriesSink? _sink;

    public SelectorEvaluation(ShardPlan plan, AnnotationSet annotations, SampleCounter counter, WireWriter answer)
    {
        (_plan, _counter) = (plan, counter);
        _column = new ScratchColumn(plan.Timing.Grid);
        if (plan.Window.Kind == WindowKind.RawSamples)
        {
            _raw = new RawSelection(plan.Timing, counter, answer);
            return;
        }

        _sink = new SeriesSink(plan, annotations, counter, answer);
        if (plan.Window.IsInstant)
        {
            _instants = new InstantStepper(plan.Timing, plan.Window.Kind, counter);
        }
        else
        {
            var window = new Window(_samples, annotations, plan.Window.Site);
            _ranges = new RangeStepper(plan.Timing, plan.Window.Create(plan.Timing.Range, plan.Timing.Extension), window, counter);
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

        _counter.Read += _buffer.Count;
        LabelSet labels = selection.LabelsOf(series);
        if (_instants is not null)
        {
            _instants.Run(labels, _buffer, _column);
        }
        else
        {
            _counter.Hold(0, transient: _buffer.Count);
            _samples.Load(_buffer, _plan.Window.UsesStartTimestamps);
            if (_raw is not null)
            {
                _raw.Take(labels, _samples);
                return;
            }

            _ranges!.Run(labels, _column);
        }

        _sink!.Take(labels, _column.Column);
    }

    public void Complete() => _sink?.Complete();
}
