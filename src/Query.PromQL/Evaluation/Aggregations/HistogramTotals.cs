using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>The histograms' part of sum and avg: a total per group and step, made only where there are histograms.</summary>
internal sealed class HistogramTotals(bool average, int steps, AnnotationSet annotations, AnnotationSite site)
{
    private HistogramTotal?[] _totals = [];
    private string?[] _metricNames = [];

    public HistogramTotal? At(int group, int step)
    {
        int index = (group * steps) + step;
        return index < _totals.Length ? _totals[index] : null;
    }

    public void Add(int group, int step, NativeHistogram histogram, LabelSet labels)
    {
        HistogramTotal total = MakeAt(group, step);
        if (total.IsIncompatible)
        {
            return;
        }

        _metricNames[group] ??= Encoding.UTF8.GetString(labels.ValueOf(MetadataLabels.NameUtf8));
        if (!total.Add(histogram))
        {
            annotations.Warn(AnnotationText.MixedSchemas(Encoding.UTF8.GetString(labels.ValueOf(MetadataLabels.NameUtf8))), site);
        }
    }

    public void Write(int group, WireWriter writer)
    {
        int count = 0;
        for (int step = 0; step < steps; step++)
        {
            count += At(group, step) is null ? 0 : 1;
        }

        writer.Count(count);
        if (count == 0)
        {
            return;
        }

        writer.Text(_metricNames[group] ?? "");
        for (int step = 0; step < steps; step++)
        {
            if (At(group, step) is { } total)
            {
                writer.Count(step);
                writer.Double(total.Count);
                writer.Byte((byte)total.Found);
                writer.Count(total.Exponent);
                writer.Histogram(total.ToTotal());
                writer.Histogram(total.ToCompensation());
            }
        }
    }

    public void Merge(int group, ref WireReader reader)
    {
        int count = reader.CountOf(1);
        if (count == 0)
        {
            return;
        }

        string metricName = reader.Text();
        for (int i = 0; i < count; i++)
        {
            int step = reader.CountOf(0);
            if (step >= steps)
            {
                throw QueryErrors.Malformed();
            }

            double added = reader.Double();
            var found = (HistogramTotal.Findings)reader.Byte();
            int exponent = (int)reader.Count();
            NativeHistogram sum = reader.Histogram(), compensation = reader.Histogram();
            HistogramTotal total = MakeAt(group, step);
            _metricNames[group] ??= metricName;
            bool wasCompatible = !total.IsIncompatible && (found & HistogramTotal.Findings.Incompatible) == 0;
            if (!total.Merge(added, found, sum, compensation, exponent) && wasCompatible)
            {
                annotations.Warn(AnnotationText.MixedSchemas(metricName), site);
            }
        }
    }

    /// <summary>The total's histogram, with what is to be told about it; null when its histograms are incompatible.</summary>
    public NativeHistogram? Finish(HistogramTotal total)
    {
        if (total.HasReconciledBounds)
        {
            annotations.Inform(AnnotationText.BoundsReconciled("aggregation"), site);
        }

        if (total.IsIncompatible)
        {
            return null;
        }

        if (total.HasConflictingHints)
        {
            annotations.Warn(AnnotationText.ConflictingResets("aggregation"), site);
        }

        return total.ToHistogram();
    }

    private HistogramTotal MakeAt(int group, int step)
    {
        int index = (group * steps) + step;
        if (index >= _totals.Length)
        {
            Array.Resize(ref _totals, Math.Max((group + 1) * steps, 2 * _totals.Length));
            Array.Resize(ref _metricNames, _totals.Length / steps);
        }

        return _totals[index] ??= new HistogramTotal(average);
    }
}
