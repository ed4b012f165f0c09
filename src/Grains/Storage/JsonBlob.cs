using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Grains.Storage;

/// <summary>Small things kept as JSON, one blob each, read whole and changed by compare-and-swap. Nothing is remembered here.</summary>
internal sealed class JsonBlob<T>(IBlobStore store, JsonTypeInfo<T> type, Func<T, bool> isKnown)
    where T : class, IWriteMarked<T>, new()
{
    private const int MaxTries = 8;

    /// <summary>The content; a new one when there is no blob.</summary>
    /// <exception cref="CorruptBlockException">The blob holds something else.</exception>
    public async ValueTask<T> ReadAsync(string name, CancellationToken cancellationToken) => (await LoadAsync(name, cancellationToken).ConfigureAwait(false)).Content;

    /// <summary>Changes the content. Null when that was done, otherwise why the change can't be made to what is there.</summary>
    public async ValueTask<string?> ChangeAsync(string name, Func<T, (T Next, string? Fault)> change, CancellationToken cancellationToken)
    {
        string writeId = RandomNumberGenerator.GetHexString(16, lowercase: true);
        for (int i = 0; i < MaxTries; i++)
        {
            (T content, BlobETag? version) = await LoadAsync(name, cancellationToken).ConfigureAwait(false);
            if (content.WriteId == writeId)
            {
                return null;
            }

            (T next, string? fault) = change(content);
            if (fault is not null)
            {
                return fault;
            }

            byte[] json = JsonSerializer.SerializeToUtf8Bytes(next.Marked(writeId), type);
            BlobETag? written = version is { } expected
                ? await store.PutIfMatchAsync(name, json, expected, cancellationToken).ConfigureAwait(false)
                : await store.PutIfAbsentAsync(name, json, cancellationToken).ConfigureAwait(false);
            if (written is not null)
            {
                return null;
            }
        }

        throw new BlobUnavailableException("changing", name);
    }

    private async ValueTask<(T Content, BlobETag? Version)> LoadAsync(string name, CancellationToken cancellationToken)
    {
        if (await store.ReadWholeAsync(name, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return (new T(), null);
        }

        try
        {
            return JsonSerializer.Deserialize(found.Content, type) is { } content && isKnown(content)
                ? (content, found.ETag)
                : throw new CorruptBlockException(name, 0, "not what this version knows");
        }
        catch (JsonException malformed)
        {
            throw new CorruptBlockException(name, malformed.BytePositionInLine ?? 0, malformed.Message);
        }
    }
}
