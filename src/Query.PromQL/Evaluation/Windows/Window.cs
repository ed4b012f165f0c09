using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// What a range function looks at: the samples of one series in <c>(RangeStart, RangeEnd]</c> at one step, floats and histograms apart, as ranges of indices into
/// <see cref="SeriesSamples"/>. With an extended selector the ranges reach further, up to the lookback on one or both sides. One object serves all steps and series.
/// </summary>
internal sealed class Window(SeriesSamples samples, AnnotationSet annotations, AnnotationSite site)
{
    private string? _metricName;

    public SeriesSamples Samples { get; } = samples;

    /// <summary>The labels of the series, as the selector found them.</summary>
    public LabelSet Labels { get; private set; }

    public int FloatFrom { get; set; }

    public int FloatTo { get; set; }

    public int HistogramFrom { get; set; }

    public int HistogramTo { get; set; }

    /// <summary>Where the range begins, exclusive, without any extension.</summary>
    public long RangeStart { get; set; }

    /// <summary>Where the range ends, inclusive, without any extension.</summary>
    public long RangeEnd { get; set; }

    /// <summary>The evaluation time.</summary>
    public long Time { get; set; }

    public int Step { get; set; }

    /// <summary>Where a function leaves its result, unless it is a histogram.</summary>
    public double Value { get; set; }

    /// <summary>Where a function leaves its result if it is a histogram.</summary>
    public NativeHistogram? Histogram { get; set; }

    public int FloatCount => FloatTo - FloatFrom;

    public int HistogramCount => HistogramTo - HistogramFrom;

    public bool IsMixed => FloatTo > FloatFrom && HistogramTo > HistogramFrom;

    public ReadOnlySpan<double> Floats => Samples.Floats.AsSpan(FloatFrom, FloatCount);

    public ReadOnlySpan<long> FloatTimes => Samples.FloatTimes.AsSpan(FloatFrom, FloatCount);

    public ReadOnlySpan<long> FloatStarts => Samples.FloatStarts is null ? default : Samples.FloatStarts.AsSpan(FloatFrom, FloatCount);

    public ReadOnlySpan<NativeHistogram> Histograms => Samples.Histograms.AsSpan(HistogramFrom, HistogramCount);

    public ReadOnlySpan<long> HistogramTimes => Samples.HistogramTimes.AsSpan(HistogramFrom, HistogramCount);

    public ReadOnlySpan<long> HistogramStarts => Samples.HistogramStarts is null ? default : Samples.HistogramStarts.AsSpan(HistogramFrom, HistogramCount);

    /// <summary>The metric name of the series, for annotations.</summary>
    public string MetricName => _metricName ??= Encoding.UTF8.GetString(Labels.ValueOf("__name__"u8));

    public void BeginSeries(LabelSet labels)
    {
        Labels = labels;
        _metricName = null;
        FloatFrom = FloatTo = HistogramFrom = HistogramTo = 0;
    }

    public bool Result(double value)
    {
        Value = value;
        Histogram = null;
        return true;
    }

    public bool Result(NativeHistogram histogram)
    {
        Histogram = histogram;
        return true;
    }

    public void Warn(string message) => annotations.Warn(message, site);

    public void Inform(string message) => annotations.Inform(message, site);

    public void Annotate(Annotation annotation) => annotations.Add(annotation with { Site = site });

    /// <summary>Warns that the window mixes floats and histograms; there is no result.</summary>
    public bool RefuseMix()
    {
        Warn(AnnotationText.MixedFloatsAndHistograms(MetricName));
        return false;
    }

    /// <summary>Warns that the window mixes exponential and custom buckets; there is no result.</summary>
    public bool RefuseSchemas()
    {
        Warn(AnnotationText.MixedSchemas(MetricName));
        return false;
    }

    /// <summary>Tells, where it is so, that a function of floats left the window's histograms out.</summary>
    public void InformOfIgnoredHistograms()
    {
        if (HistogramCount > 0)
        {
            Inform(AnnotationText.HistogramsIgnoredInRange(MetricName));
        }
    }

    /// <summary>Tells what an operation on histograms noticed apart from incompatibility and conflicting hints.</summary>
    public void InformOfReconciledBounds(HistogramFlags flags, string operation)
    {
        if ((flags & HistogramFlags.BoundsReconciled) != 0)
        {
            Inform(AnnotationText.BoundsReconciled(operation));
        }
    }
}
