namespace Orleans.Obs.Api.Metrics;

/// <summary>A list that a limit may have cut short.</summary>
internal sealed record Limited<T>(IReadOnlyList<T> Items, bool Truncated)
{
    /// <summary>At most <paramref name="limit"/> items (0: all).</summary>
    public static Limited<T> To(int limit, IReadOnlyList<T> items) =>
        limit > 0 && items.Count > limit ? new Limited<T>([.. items.Take(limit)], true) : new Limited<T>(items, false);
}
