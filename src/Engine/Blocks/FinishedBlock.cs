using System.Globalization;
using System.IO.Hashing;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>A complete block that is not uploaded yet.</summary>
/// <param name="Content">The blob's bytes.</param>
/// <param name="MinTime">The earliest sample, milliseconds.</param>
/// <param name="MaxTime">The latest sample, milliseconds.</param>
/// <param name="Series">How many series.</param>
/// <param name="Samples">How many samples.</param>
public sealed record FinishedBlock(ReadOnlyMemory<byte> Content, long MinTime, long MaxTime, int Series, long Samples)
{
    /// <summary>What the manifest will say of it. The name is made of the content, so doing the same work twice arrives at the same name.</summary>
    public BlockRef ToRef(string shardPath, long epoch, int level, long sequence, long created = 0, long deletionsApplied = 0) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{shardPath}/blocks/{MinTime}-{MaxTime}-{level}-{epoch}-{XxHash3.HashToUInt64(Content.Span):x16}"),
        Length = Content.Length,
        MinTime = MinTime,
        MaxTime = MaxTime,
        Level = level,
        Sequence = sequence,
        DeletionsApplied = deletionsApplied,
        Series = Series,
        Samples = Samples,
        Created = created,
    };

    /// <summary>Uploads it under the name of <paramref name="block"/>; a name that is taken holds the same bytes already. Safe to repeat.</summary>
    public async ValueTask UploadAsync(IBlobStore store, BlockRef block, CancellationToken cancellationToken) =>
        await store.PutIfAbsentAsync(block.Name, Content, cancellationToken).ConfigureAwait(false);
}
