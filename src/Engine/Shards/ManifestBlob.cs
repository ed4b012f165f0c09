using System.Security.Cryptography;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Shards;

/// <summary>
/// Reads and swaps one shard's manifest. A swap is tried until its outcome is known: when the store lost the reply, the manifest itself tells by its write id
/// whether the swap happened.
/// </summary>
internal sealed class ManifestBlob(IBlobStore store, ShardKey shard, TimeProvider time)
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(50), s_longestDelay = TimeSpan.FromSeconds(5);

    private readonly string _name = ShardManifest.NameOf(shard);

    /// <summary>The manifest and its version; an empty one without a version when there is none.</summary>
    public ValueTask<VersionedManifest> ReadAsync(CancellationToken cancellationToken)
        => UntilAnsweredAsync(ReadOnceAsync, cancellationToken);

    /// <summary>Replaces the manifest if it still has the version of <paramref name="current"/>; null when somebody else changed it.</summary>
    public ValueTask<VersionedManifest?> SwapAsync(VersionedManifest current, ShardManifest next, CancellationToken cancellationToken)
    {
        next = next with { WriteId = RandomNumberGenerator.GetHexString(16, lowercase: true) };
        byte[] json = next.ToJson();
        return UntilAnsweredAsync(SwapOnceAsync, cancellationToken);

        async ValueTask<VersionedManifest?> SwapOnceAsync(CancellationToken token)
        {
            BlobETag? tag = current.ETag is { } expected
                ? await store.PutIfMatchAsync(_name, json, expected, token).ConfigureAwait(false)
                : await store.PutIfAbsentAsync(_name, json, token).ConfigureAwait(false);
            if (tag is { } written)
            {
                return new VersionedManifest(next, written);
            }

            VersionedManifest found = await ReadOnceAsync(token).ConfigureAwait(false);
            return found.Manifest.WriteId == next.WriteId ? found : null;
        }
    }

    private async ValueTask<VersionedManifest> ReadOnceAsync(CancellationToken cancellationToken)
        => await store.ReadWholeAsync(_name, cancellationToken).ConfigureAwait(false) is { } found
            ? new VersionedManifest(ShardManifest.FromJson(_name, found.Content), found.ETag)
            : new VersionedManifest(ShardManifest.Empty, null);

    private async ValueTask<T> UntilAnsweredAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        for (TimeSpan delay = s_firstDelay; ; delay = delay * 2 < s_longestDelay ? delay * 2 : s_longestDelay)
        {
            try
            {
                return await call(cancellationToken).ConfigureAwait(false);
            }
            catch (BlobUnavailableException)
            {
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
