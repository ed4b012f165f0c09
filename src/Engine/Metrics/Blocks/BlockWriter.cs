using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Labels;

namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>Builds one block in memory. See docs/formats/metrics-block.md. Not thread-safe; used once.</summary>
/// <param name="compressionLevel">The zstd level of all pages: 1-3 when the head is cut, higher when compaction pays once for many reads.</param>
public sealed class BlockWriter(int compressionLevel = 1)
{
    /// <summary>Metadata of metric families, opaque to the block.</summary>
    public ReadOnlyMemory<byte> Metadata { get; set; }

    /// <summary>Exemplars, opaque to the block.</summary>
    public ReadOnlyMemory<byte> Exemplars { get; set; }

    /// <summary>Adds the next series, in ascending order of labels (<see cref="LabelSet.CompareTo"/>), with at least one chunk; chunks ascend in time and do not overlap. Their
    /// bytes are copied as they are.</summary>
    /// <exception cref="ArgumentException">The order of series or chunks is wrong.</exception>
    public void Add(LabelSet labels, ReadOnlySpan<Chunk> chunks) => throw new NotImplementedException(compressionLevel.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Closes the block.</summary>
    /// <exception cref="InvalidOperationException">There is no series.</exception>
    public FinishedBlock Finish() => throw new NotImplementedException();
}
