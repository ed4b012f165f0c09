using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Reading;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>A range function of a subquery: the inner expression's columns are evaluated once for all windows, then the same windows step over them as over samples.</summary>
internal sealed class SubqueryWindow(VectorOperator inner, SelectorTiming timing, WindowKind kind, ImmutableArray<ScalarOperator> parameters, AnnotationSite site, bool uncounted)
    : VectorOperator(timing.Grid, [inner, .. parameters])
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        SeriesColumns samples = await inner.EvaluateAsync(run).ConfigureAwait(false);
        StepScalar[] scalars = await StageDraft.EvaluateAsync(parameters, run).ConfigureAwait(false);
        var spec = new WindowSpec(kind, [.. scalars], UsesStartTimestamps: false, run.Options.Features.HasFlag(PromQLFeatures.TypeAndUnitLabels), site);
        var counter = new SampleCounter(Grid.Count);
        SeriesColumns result = Evaluate(samples, spec, counter, run);
        run.Take(counter, Grid, looks: !uncounted);
        return result;
    }

    private SeriesColumns Evaluate(SeriesColumns samples, WindowSpec spec, SampleCounter counter, QueryRun run)
    {
        var result = new SeriesColumns(Grid);
        var buffer = new SampleBuffer();
        var series = new SeriesSamples();
        var column = new ScratchColumn(Grid);
        var stepper = new RangeStepper(timing, spec.Create(timing.Range, SelectorExtension.None), new Window(series, run.Annotations, site), counter);
        LabelProjection? withoutName = run.DelaysNameRemoval ? null : MetadataLabels.Drop();
        for (int i = 0; i < samples.Count; i++)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            Load(samples, i, buffer);
            series.Load(buffer, withStartTimestamps: false);
            LabelSet labels = samples.LabelsOf(i);
            stepper.Run(labels, column);
            if (column.Column.IsEmpty)
            {
                continue;
            }

            bool dropsName = spec.DropsName || samples.IsNameDropped(i);
            result.Add(dropsName && withoutName is not null ? withoutName.Apply(labels) : labels, dropsName, column.Column);
        }

        run.Budget.Hold(result.CountPoints());
        if (!run.DelaysNameRemoval)
        {
            DuplicateLabels.Refuse(result);
        }

        return result;
    }

    /// <summary>
    /// The points of a series as samples. What a histogram says about resets speaks of its neighbour in storage; here samples may be missing in between or repeated, so that is
    /// forgotten.
    /// </summary>
    private static void Load(SeriesColumns samples, int series, SampleBuffer buffer)
    {
        buffer.Clear();
        Column column = samples[series];
        foreach (int step in column.PresentSteps())
        {
            long time = samples.Grid.TimeOf(step);
            if (column.HistogramAt(step) is { } histogram)
            {
                buffer.Add(time, histogram.ResetHint is ResetHint.Reset or ResetHint.NoReset ? histogram.WithResetHint(ResetHint.Unknown) : histogram);
            }
            else
            {
                buffer.Add(time, column.Values[step]);
            }
        }
    }
}
