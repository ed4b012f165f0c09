using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Binary;

/// <summary>What a binary operator makes of two elements.</summary>
internal readonly record struct ElementResult
{
    /// <summary>The result when it is a histogram.</summary>
    public NativeHistogram? Histogram { get; init; }

    /// <summary>False when a comparison filters the element out.</summary>
    public bool Kept { get; init; }

    /// <summary>True when there is no result; <see cref="Message"/> says why.</summary>
    public bool Failed { get; init; }

    /// <summary>What an annotation tells, or null.</summary>
    public string? Message { get; init; }

    /// <summary>True when it is a warning.</summary>
    public bool IsWarning { get; init; }

    public static ElementResult Of(NativeHistogram histogram) => new() { Histogram = histogram, Kept = true };
}
