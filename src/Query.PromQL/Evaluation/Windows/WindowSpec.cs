using System.Collections.Immutable;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>A function of a selector's samples.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Parameters">Its scalars.</param>
/// <param name="UsesStartTimestamps">Whether start timestamps count.</param>
/// <param name="UsesTypeLabels">Whether <c>__type__</c> tells what is a counter.</param>
/// <param name="Site">What annotations blame.</param>
internal sealed record WindowSpec(WindowKind Kind, ImmutableArray<StepScalar> Parameters, bool UsesStartTimestamps, bool UsesTypeLabels, AnnotationSite Site)
{
    /// <summary>True for the lookups of a single sample, which need no window.</summary>
    public bool IsInstant => Kind <= WindowKind.InfoTime;

    /// <summary>True when the values no longer are what the metric name says.</summary>
    public bool DropsName => Kind is not (WindowKind.Instant or WindowKind.InfoTime or WindowKind.SmoothedInstant or WindowKind.FirstOverTime or WindowKind.LastOverTime
        or WindowKind.RawSamples);

    /// <summary>Creates the function; it serves one series at a time.</summary>
    public WindowFunction Create(long range, SelectorExtension extension) => Kind switch
    {
        WindowKind.SmoothedInstant => new SmoothedInstant(),
        WindowKind.Rate => CreateRate(RateKind.Rate, range, extension),
        WindowKind.Increase => CreateRate(RateKind.Increase, range, extension),
        WindowKind.Delta => CreateRate(RateKind.Delta, range, extension),
        WindowKind.InstantRate => new InstantRate(isRate: true),
        WindowKind.InstantDelta => new InstantRate(isRate: false),
        WindowKind.Resets => new Resets(extension == SelectorExtension.Anchored),
        WindowKind.Changes => new Changes(extension == SelectorExtension.Anchored),
        WindowKind.Deriv => new Regression(secondsAhead: null),
        WindowKind.PredictLinear => new Regression(Parameters[0]),
        WindowKind.DoubleExponentialSmoothing => new DoubleExponentialSmoothing(Parameters[0], Parameters[1]),
        WindowKind.SumOverTime => new SumOverTime(),
        WindowKind.AverageOverTime => new AverageOverTime(),
        WindowKind.MinOverTime => new ExtremeOverTime<IExtremeOrder.Smallest>(),
        WindowKind.MaxOverTime => new ExtremeOverTime<IExtremeOrder.Largest>(),
        WindowKind.TimeOfMin => new TimeOfExtreme<IExtremeOrder.Smallest>(),
        WindowKind.TimeOfMax => new TimeOfExtreme<IExtremeOrder.Largest>(),
        WindowKind.CountOverTime => new CountOverTime(presence: false),
        WindowKind.PresentOverTime => new CountOverTime(presence: true),
        WindowKind.FirstOverTime => new EdgeOverTime(last: false, time: false),
        WindowKind.LastOverTime => new EdgeOverTime(last: true, time: false),
        WindowKind.TimeOfFirst => new EdgeOverTime(last: false, time: true),
        WindowKind.TimeOfLast => new EdgeOverTime(last: true, time: true),
        WindowKind.StddevOverTime => new SpreadOverTime(root: true),
        WindowKind.StdvarOverTime => new SpreadOverTime(root: false),
        WindowKind.QuantileOverTime => new QuantileOverTime(Parameters[0]),
        WindowKind.MedianDeviationOverTime => new MedianDeviationOverTime(),
        _ => throw new InvalidOperationException($"{Kind} is not a function of windows."),
    };

    private WindowFunction CreateRate(RateKind kind, long range, SelectorExtension extension) => extension == SelectorExtension.None
        ? new Rate(kind, range, UsesTypeLabels)
        : new ExtendedRate(kind, range, extension == SelectorExtension.Smoothed, UsesTypeLabels);
}
