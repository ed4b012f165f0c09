using System.Collections.Immutable;

namespace Orleans.Obs.Engine.Metrics.Ingest;

/// <summary>What became of a batch. Accepted items are durable; repeated identical samples count as accepted.</summary>
public sealed record AppendResult(int Samples, int Histograms, int Exemplars, ImmutableArray<Rejection> Rejections)
{
    /// <summary>Nothing accepted, nothing rejected.</summary>
    public static AppendResult None { get; } = new(0, 0, 0, []);
}
