using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>histogram_fraction(): the share of the observations between two values.</summary>
internal sealed class HistogramFraction(VectorOperator input, ScalarOperator lower, ScalarOperator upper, AnnotationSite site)
    : VectorOperator(input.Grid, input, lower, upper)
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        StepScalar from = await lower.EvaluateAsync(run).ConfigureAwait(false), to = await upper.EvaluateAsync(run).ConfigureAwait(false);
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        var histograms = new HistogramInputs(vector, run.DelaysNameRemoval, run.Annotations, site);
        var buckets = new ClassicBuckets();
        var result = new SeriesColumns(Grid);
        for (int histogram = 0; histogram < histograms.Count; histogram++)
        {
            Column column = result[result.Add(histograms.LabelsOf(histogram), nameDropped: false)];
            for (int step = 0; step < Grid.Count; step++)
            {
                if (histograms.At(histogram, step, buckets) is { } native)
                {
                    column.SetFloat(step, native.Fraction(from[step], to[step], out HistogramFlags flags));
                    if ((flags & HistogramFlags.NaNObservations) != 0)
                    {
                        run.Annotations.Inform(AnnotationText.FractionWithoutNaN(histograms.MetricName(histogram)), site);
                    }
                }
                else if (buckets.Count > 0)
                {
                    column.SetFloat(step, buckets.Fraction(from[step], to[step]));
                }
            }
        }

        result.RemoveEmpty();
        NameRemoval.Drop(result, run.DelaysNameRemoval);
        return result;
    }
}
