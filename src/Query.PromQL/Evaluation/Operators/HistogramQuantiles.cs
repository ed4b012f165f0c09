using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>histogram_quantile(), and histogram_quantiles(), which answers several and says in a label which is which.</summary>
internal sealed class HistogramQuantiles(
    VectorOperator input, string? label, ImmutableArray<(ScalarOperator Quantile, AnnotationSite Site)> quantiles, AnnotationSite site)
    : VectorOperator(input.Grid, [input, .. quantiles.Select(static quantile => quantile.Quantile)])
{
    private readonly ClassicBuckets _buckets = new();

    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        var wanted = new StepScalar[quantiles.Length];
        for (int i = 0; i < wanted.Length; i++)
        {
            wanted[i] = await quantiles[i].Quantile.EvaluateAsync(run).ConfigureAwait(false);
        }

        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        var histograms = new HistogramInputs(vector, run.DelaysNameRemoval, run.Annotations, site);
        var result = new SeriesColumns(Grid);
        var rows = new LabelSetTable();
        for (int i = 0; i < wanted.Length; i++)
        {
            Check(wanted[i], quantiles[i].Site, run.Annotations);
            for (int histogram = 0; histogram < histograms.Count; histogram++)
            {
                Evaluate(histograms, histogram, wanted[i], rows, result, run.Annotations);
            }
        }

        NameRemoval.Drop(result, run.DelaysNameRemoval);
        return result;
    }

    private void Check(StepScalar quantile, AnnotationSite quantileSite, AnnotationSet annotations)
    {
        for (int step = 0; step < Grid.Count; step++)
        {
            if (!(quantile[step] >= 0 && quantile[step] <= 1))
            {
                annotations.Warn(AnnotationText.QuantileOutOfRange(quantile[step]), quantileSite);
            }
        }
    }

    private void Evaluate(HistogramInputs histograms, int histogram, StepScalar quantile, LabelSetTable rows, SeriesColumns result, AnnotationSet annotations)
    {
        int row = -1;
        for (int step = 0; step < Grid.Count; step++)
        {
            NativeHistogram? native = histograms.At(histogram, step, _buckets);
            if (native is null && _buckets.Count == 0)
            {
                continue;
            }

            double value = native is null
                ? OfBuckets(histograms, histogram, quantile[step], step, annotations)
                : OfNative(native, histograms, histogram, quantile[step], annotations);
            if (row < 0 || (label is not null && !quantile.IsConstant))
            {
                LabelSet labels = Labelled(histograms.LabelsOf(histogram), quantile[step]);
                row = rows.GetOrAdd(labels.Bytes);
                if (row == result.Count)
                {
                    result.Add(labels, nameDropped: false);
                }
            }

            if (result[row].Has(step))
            {
                throw QueryErrors.SameLabels();
            }

            result[row].SetFloat(step, value);
        }
    }

    private double OfBuckets(HistogramInputs histograms, int histogram, double quantile, int step, AnnotationSet annotations)
    {
        double value = _buckets.Quantile(quantile, Grid.TimeOf(step), out MonotonicityRepair? repair);
        if (repair is not null)
        {
            annotations.Add(new Annotation(IsWarning: false, AnnotationText.MonotonicityRepaired(histograms.MetricName(histogram)), site) { Repair = repair });
        }

        return value;
    }

    private double OfNative(NativeHistogram native, HistogramInputs histograms, int histogram, double quantile, AnnotationSet annotations)
    {
        double value = native.Quantile(quantile, out HistogramFlags flags);
        if ((flags & HistogramFlags.ResultIsNaNObservation) != 0)
        {
            annotations.Inform(AnnotationText.QuantileOfNaN(histograms.MetricName(histogram)), site);
        }
        else if ((flags & HistogramFlags.NaNObservations) != 0)
        {
            annotations.Inform(AnnotationText.QuantileSkewedByNaN(histograms.MetricName(histogram)), site);
        }

        return value;
    }

    private LabelSet Labelled(LabelSet labels, double quantile)
    {
        if (label is null)
        {
            return labels;
        }

        var builder = new LabelSetBuilder();
        builder.Reset(labels);
        builder.Set(GoLiteral.Encode(label), GoLiteral.Encode(PrometheusFloat.FormatOpenMetrics(quantile)));
        return builder.ToLabelSet();
    }
}
