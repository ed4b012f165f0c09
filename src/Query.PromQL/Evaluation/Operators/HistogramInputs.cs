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

/// <summary>
/// The histograms in a vector: native ones, which are elements, and classic ones, whose elements are buckets that share all labels but <c>le</c>. Where both have the same labels at a
/// step, neither is evaluated.
/// </summary>
internal sealed class HistogramInputs
{
    private readonly LabelProjection _withoutBound = LabelProjection.Drop("le");
    private readonly SeriesColumns _vector;
    private readonly LabelSetTable _labels = new();
    private readonly List<List<(double Bound, int Series)>> _buckets = [];
    private readonly List<int> _native = [];
    private readonly bool _tellsNames;
    private readonly AnnotationSet _annotations;
    private readonly AnnotationSite _site;

    public HistogramInputs(SeriesColumns vector, bool tellsNames, AnnotationSet annotations, AnnotationSite site)
    {
        (_vector, _tellsNames, _annotations, _site) = (vector, tellsNames, annotations, site);
        for (int series = 0; series < vector.Count; series++)
        {
            Classify(series);
        }

        foreach (List<(double Bound, int Series)> buckets in _buckets)
        {
            buckets.Sort(static (left, right) => left.Bound.CompareTo(right.Bound));
        }
    }

    /// <summary>How many different label sets histograms have.</summary>
    public int Count => _buckets.Count;

    public LabelSet LabelsOf(int histogram) => _labels[histogram];

    /// <summary>The metric name for annotations on a result; empty where the result has lost it.</summary>
    public string MetricName(int histogram) => _tellsNames ? NameIn(_labels[histogram]) : "";

    /// <summary>What there is at a step: a native histogram, or the buckets of a classic one, or neither.</summary>
    public NativeHistogram? At(int histogram, int step, ClassicBuckets buckets)
    {
        buckets.Clear();
        foreach ((double bound, int series) in _buckets[histogram])
        {
            Column column = _vector[series];
            if (column.Has(step) && column.HistogramAt(step) is null)
            {
                buckets.Add(bound, column.Values[step]);
            }
        }

        NativeHistogram? native = _native[histogram] < 0 ? null : _vector[_native[histogram]].HistogramAt(step);
        if (native is null || buckets.Count == 0)
        {
            return native;
        }

        _annotations.Warn(AnnotationText.MixedClassicAndNative(NameIn(_labels[histogram])), _site);
        buckets.Clear();
        return null;
    }

    private void Classify(int series)
    {
        LabelSet labels = _vector.LabelsOf(series);
        Column column = _vector[series];
        bool hasFloats = column.Histograms.IsEmpty, hasHistograms = false;
        if (!column.Histograms.IsEmpty)
        {
            foreach (int step in column.PresentSteps())
            {
                hasHistograms |= column.Histograms[step] is not null;
                hasFloats |= column.Histograms[step] is null;
            }
        }

        if (hasHistograms)
        {
            _native[NumberOf(labels.Bytes)] = series;
        }

        if (!hasFloats)
        {
            return;
        }

        ReadOnlySpan<byte> bound = labels.ValueOf("le"u8);
        if (GoNumber.TryParseFloat(bound, out double value))
        {
            _buckets[NumberOf(_withoutBound.Project(labels))].Add((value, series));
        }
        else
        {
            _annotations.Warn(AnnotationText.BadBucketLabel(GoLiteral.Decode(bound), NameIn(labels)), _site);
        }
    }

    private static string NameIn(LabelSet labels) => GoLiteral.Decode(labels.ValueOf(MetadataLabels.NameUtf8));

    private int NumberOf(ReadOnlySpan<byte> labels)
    {
        int number = _labels.GetOrAdd(labels, out bool added);
        if (added)
        {
            _buckets.Add([]);
            _native.Add(-1);
        }

        return number;
    }
}
