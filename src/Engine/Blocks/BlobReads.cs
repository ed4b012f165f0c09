using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Blocks;

/// <summary>Reads ranges of immutable blobs: tries again while the store is unavailable, and takes anything but all the bytes asked for as damage.</summary>
internal static class BlobReads
{
    private static readonly TimeSpan[] Delays = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> of a blob that is <paramref name="blobLength"/> bytes long.</summary>
    /// <exception cref="BlobUnavailableException">The store did not answer, several times.</exception>
    /// <exception cref="CorruptBlockException">The blob is absent or has another length.</exception>
    public static async ValueTask ReadAsync(
        IBlobStore store, string name, long blobLength, long offset, Memory<byte> destination, TimeProvider time, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                BlobRead? read = await store.ReadAsync(name, offset, destination, cancellationToken).ConfigureAwait(false);
                if (read is not { } found)
                {
                    throw new CorruptBlockException(name, 0, "the blob is absent");
                }

                if (found.BlobLength != blobLength || found.Count != destination.Length)
                {
                    throw new CorruptBlockException(name, Math.Min(blobLength, found.BlobLength),
                        $"the blob is {found.BlobLength} bytes long instead of {blobLength}");
                }

                return;
            }
            catch (BlobUnavailableException) when (attempt < Delays.Length)
            {
                await Task.Delay(Delays[attempt], time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
