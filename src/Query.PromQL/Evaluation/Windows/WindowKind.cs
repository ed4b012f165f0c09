namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>How a selector's samples become points; the numbers are part of the plan's encoding.</summary>
internal enum WindowKind : byte
{
    /// <summary>The newest sample within the lookback.</summary>
    Instant = 0,

    /// <summary>The time of that sample, in seconds.</summary>
    SampleTime = 1,

    /// <summary>The start timestamp of that sample, in seconds.</summary>
    SampleStartTime = 2,

    /// <summary>As <see cref="SampleTime"/>, for info metrics, which must not be histograms.</summary>
    InfoTime = 3,

    /// <summary>The value at the evaluation time, interpolated between the samples around it.</summary>
    SmoothedInstant = 4,

    Rate = 10,
    Increase = 11,
    Delta = 12,
    InstantRate = 13,
    InstantDelta = 14,
    Resets = 15,
    Changes = 16,
    Deriv = 17,
    PredictLinear = 18,
    DoubleExponentialSmoothing = 19,
    SumOverTime = 20,
    AverageOverTime = 21,
    MinOverTime = 22,
    MaxOverTime = 23,
    CountOverTime = 24,
    PresentOverTime = 25,
    FirstOverTime = 26,
    LastOverTime = 27,
    StddevOverTime = 28,
    StdvarOverTime = 29,
    QuantileOverTime = 30,
    MedianDeviationOverTime = 31,
    TimeOfFirst = 32,
    TimeOfLast = 33,
    TimeOfMin = 34,
    TimeOfMax = 35,

    /// <summary>The samples themselves, at their own times.</summary>
    RawSamples = 40,
}
