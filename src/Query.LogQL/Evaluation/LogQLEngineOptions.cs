namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>The settings of a <see cref="LogQLEngine"/>.</summary>
public sealed record LogQLEngineOptions
{
    /// <summary>The most series that a metric query may come to.</summary>
    public int MaxSeries { get; init; } = 500;

    /// <summary>True to return the first series and a warning where there are more than <see cref="MaxSeries"/>; false to refuse the query.</summary>
    public bool TruncateSeries { get; init; }

    /// <summary>The most lines that a query may ask for.</summary>
    public int MaxEntries { get; init; } = 5000;

    /// <summary>The most steps of a metric query.</summary>
    public int MaxSteps { get; init; } = 11_000;

    /// <summary>The longest time that a query may span, nanoseconds.</summary>
    public long MaxQueryLength { get; init; } = 721L * 3600 * 1_000_000_000;

    /// <summary>False to allow selectors that leave every stream in, such as <c>{}</c>.</summary>
    public bool RequireSelector { get; init; } = true;
}
