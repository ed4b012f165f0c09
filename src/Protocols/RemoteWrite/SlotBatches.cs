using System.Collections.Immutable;
using Orleans.Obs.Engine.Ingest;
using Orleans.Obs.Engine.Metrics.Ingest;

namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>
/// What one write request comes to: one batch for each slot of the tenant, and what was refused on the way. Reusable, so that a request allocates nothing per series. Not
/// thread-safe.
/// </summary>
public sealed class SlotBatches : IDisposable
{
    private const int LargestKeptBatch = 1 << 20;

    private readonly MetricsBatchWriter[] _writers;
    private readonly Dictionary<RejectReason, Rejection<RejectReason>> _rejections = [];

    /// <summary>Creates empty batches for <paramref name="slots"/> slots, a power of two.</summary>
    public SlotBatches(int slots)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(System.Numerics.BitOperations.IsPow2(slots), true, nameof(slots));
        _writers = new MetricsBatchWriter[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            _writers[slot] = new MetricsBatchWriter();
        }
    }

    /// <summary>How many slots there are.</summary>
    public int Slots => _writers.Length;

    /// <summary>Float samples in the batches.</summary>
    public int Samples { get; internal set; }

    /// <summary>Float samples that repeat the timestamp of the one before in their series. The first stays and the others count as written, as in Prometheus.</summary>
    public int RepeatedSamples { get; internal set; }

    /// <summary>Native histogram samples in the batches.</summary>
    public int Histograms { get; internal set; }

    /// <summary>Exemplars in the batches.</summary>
    public int Exemplars { get; internal set; }

    /// <summary>What the decoder refused, one entry per reason.</summary>
    public ImmutableArray<Rejection<RejectReason>> Rejections => _rejections.Count == 0 ? [] : [.. _rejections.Values];

    /// <summary>The batch of a slot; empty when no series of the request falls into it. Valid until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> BatchOf(int slot) => _writers[slot].Written;

    /// <summary>The writer of the slot that a series with this hash falls into.</summary>
    public MetricsBatchWriter WriterFor(UInt128 hash) => _writers[(int)((uint)hash & (uint)(_writers.Length - 1))];

    /// <summary>Counts items that can't be stored; the first message of each reason is kept.</summary>
    public void Reject(RejectReason reason, int items, string message) => _rejections[reason] = _rejections.TryGetValue(reason, out Rejection<RejectReason>? earlier)
        ? earlier with { Items = earlier.Items + items }
        : new Rejection<RejectReason>(reason, items, message);

    /// <summary>Starts over, keeping memory of ordinary size.</summary>
    public void Clear()
    {
        foreach (MetricsBatchWriter writer in _writers)
        {
            if (writer.Written.Length > LargestKeptBatch)
            {
                writer.Dispose();
            }

            writer.Clear();
        }

        _rejections.Clear();
        (Samples, RepeatedSamples, Histograms, Exemplars) = (0, 0, 0, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (MetricsBatchWriter writer in _writers)
        {
            writer.Dispose();
        }
    }
}
