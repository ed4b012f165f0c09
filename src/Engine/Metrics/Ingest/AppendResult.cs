using System.Collections.Immutable;
using Orleans.Obs.Engine.Ingest;

namespace Orleans.Obs.Engine.Metrics.Ingest;

/// <summary>What became of a batch. Accepted items are durable; repeated identical samples count as accepted.</summary>
public sealed record AppendResult(int Samples, int Histograms, int Exemplars, ImmutableArray<Rejection<RejectReason>> Rejections)
{
    /// <summary>Nothing accepted, nothing rejected.</summary>
    public static AppendResult None { get; } = new(0, 0, 0, []);
}
