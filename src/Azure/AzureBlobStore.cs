using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Orleans.Obs.Engine.Blobs;
using BlobProperties = Orleans.Obs.Engine.Blobs.BlobProperties;
using FoundBlob = Azure.Storage.Blobs.Models.BlobProperties;

namespace Orleans.Obs.Azure;

/// <summary>
/// Blobs in one container of an Azure storage account, or of Azurite. Whole blobs are block blobs, appendable ones are append blobs. Every write that creates or
/// replaces carries a random id in its metadata, and every append states its position, so that a repeated request recognises what an earlier try of its own did.
/// </summary>
public sealed class AzureBlobStore : IBlobStore
{
    private const int SinglePutBytes = 8 << 20;
    private const int StagedBlockBytes = 8 << 20;
    private const int StagedInParallel = 4;
    private const string WriteId = "obswrite";

    private readonly BlobContainerClient _container;
    private readonly AzureRequests _requests;

    internal AzureBlobStore(BlobContainerClient container, TimeProvider time) => (_container, _requests) = (container, new AzureRequests(time));

    /// <summary>Connects to the account and makes sure that the container exists.</summary>
    /// <exception cref="BlobUnavailableException">The account does not answer, or refuses.</exception>
    public static async ValueTask<AzureBlobStore> OpenAsync(AzureBlobOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var store = new AzureBlobStore(AzureBlobContainer.Open(options), time);
        await store.CreateContainerAsync(cancellationToken);
        return store;
    }

    /// <inheritdoc/>
    public ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        => PutAsync("put", name, content, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken)
        => PutAsync("replace", name, content, new BlobRequestConditions { IfMatch = new ETag(expected.Value) }, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
        => RunAsync<BlobRead?>("read", name, async _ => await ReadOnceAsync(name, offset, destination, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken)
        => RunAsync(
            "stat",
            name,
            async _ => await FindAsync(name, cancellationToken) is { } found
                ? new BlobProperties(name, found.ContentLength, TagOf(found.ETag), found.IsSealed, found.LastModified)
                : null,
            cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            string? from = next;
            Page<BlobItem> page = await RunAsync("list", prefix, _ => PageAsync(prefix, from, cancellationToken), cancellationToken);
            foreach (BlobItem blob in page.Values)
            {
                BlobItemProperties found = blob.Properties;
                yield return new BlobProperties(
                    blob.Name, found.ContentLength ?? 0, TagOf(found.ETag ?? default), found.IsSealed ?? false, found.LastModified ?? default);
            }

            next = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(next));
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
        => RunAsync(
            "delete",
            name,
            async repeated =>
            {
                bool deleted = await _container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
                return deleted || repeated;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken)
    {
        BlobName.Validate(name);
        Dictionary<string, string> metadata = NewWriteId();
        return RunAsync(
            "create",
            name,
            async repeated =>
            {
                try
                {
                    var options = new AppendBlobCreateOptions { Metadata = metadata, Conditions = new AppendBlobRequestConditions { IfNoneMatch = ETag.All } };
                    await _container.GetAppendBlobClient(name).CreateAsync(options, cancellationToken);
                    return true;
                }
                catch (RequestFailedException taken) when (taken.Status is 409 or 412)
                {
                    return repeated && await WrittenAsync(name, metadata, cancellationToken) is not null;
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        => RunAsync(
            "append to",
            name,
            async repeated =>
            {
                try
                {
                    var options = new AppendBlobAppendBlockOptions { Conditions = new AppendBlobRequestConditions { IfAppendPositionEqual = expectedLength } };
                    await _container.GetAppendBlobClient(name).AppendBlockAsync(BinaryData.FromBytes(content).ToStream(), options, cancellationToken);
                    return new AppendOutcome(AppendStatus.Appended, expectedLength + content.Length);
                }
                catch (RequestFailedException refused) when (refused.Status is 404 or 409 or 412)
                {
                    return await WhyRefusedAsync(refused, name, expectedLength, content, repeated, cancellationToken);
                }
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken)
        => RunAsync(
            "seal",
            name,
            async _ =>
            {
                try
                {
                    await _container.GetAppendBlobClient(name).SealAsync(cancellationToken: cancellationToken);
                    return true;
                }
                catch (RequestFailedException refused) when (refused.Status is 404 or 409)
                {
                    return await FindAsync(name, cancellationToken) is { BlobType: BlobType.Append, IsSealed: true };
                }
            },
            cancellationToken);

    internal async ValueTask CreateContainerAsync(CancellationToken cancellationToken)
        => await RunAsync(
            "create", _container.Name, async _ => await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken), cancellationToken);

    private static BlobETag TagOf(ETag tag) => new(tag.ToString("G").Trim('"'));

    private static Dictionary<string, string> NewWriteId() => new() { [WriteId] = RandomNumberGenerator.GetHexString(16, lowercase: true) };

    private ValueTask<T> RunAsync<T>(string operation, string name, Func<bool, Task<T>> request, CancellationToken cancellationToken)
        => _requests.RunAsync(request, failure => new BlobUnavailableException(operation, name, failure), cancellationToken);

    private ValueTask<BlobETag?> PutAsync(
        string operation, string name, ReadOnlyMemory<byte> content, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        BlobName.Validate(name);
        Dictionary<string, string> metadata = NewWriteId();
        return RunAsync<BlobETag?>(
            operation,
            name,
            async repeated =>
            {
                try
                {
                    BlockBlobClient blob = _container.GetBlockBlobClient(name);
                    BlobContentInfo written = content.Length <= SinglePutBytes
                        ? await blob.UploadAsync(
                            BinaryData.FromBytes(content).ToStream(), new BlobUploadOptions { Metadata = metadata, Conditions = conditions }, cancellationToken)
                        : await UploadStagedAsync(blob, content, metadata, conditions, cancellationToken);
                    return TagOf(written.ETag);
                }
                catch (RequestFailedException conflict) when (conflict.Status is 404 or 409 or 412)
                {
                    return repeated && await WrittenAsync(name, metadata, cancellationToken) is { } written ? TagOf(written.ETag) : null;
                }
            },
            cancellationToken);
    }

    private static async Task<BlobContentInfo> UploadStagedAsync(
        BlockBlobClient blob, ReadOnlyMemory<byte> content, Dictionary<string, string> metadata, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        // Block ids carry the write id: writers that race for one name don't mix their blocks.
        string[] ids = new string[(content.Length + StagedBlockBytes - 1) / StagedBlockBytes];
        await Parallel.ForAsync(
            0,
            ids.Length,
            new ParallelOptions { MaxDegreeOfParallelism = StagedInParallel, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                ids[index] = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{metadata[WriteId]}-{index:D6}")));
                int offset = index * StagedBlockBytes;
                ReadOnlyMemory<byte> block = content.Slice(offset, Math.Min(StagedBlockBytes, content.Length - offset));
                await blob.StageBlockAsync(ids[index], BinaryData.FromBytes(block).ToStream(), cancellationToken: token);
            });
        return await blob.CommitBlockListAsync(ids, new CommitBlockListOptions { Metadata = metadata, Conditions = conditions }, cancellationToken);
    }

    private async Task<BlobRead?> ReadOnceAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            if (!destination.IsEmpty)
            {
                BlobDownloadStreamingResult download = await _container.GetBlobClient(name).DownloadStreamingAsync(
                    new BlobDownloadOptions { Range = new HttpRange(offset, destination.Length) }, cancellationToken);
                await using Stream content = download.Content;
                int expected = (int)Math.Min(download.Details.ContentLength, destination.Length);
                await content.ReadExactlyAsync(destination[..expected], cancellationToken);
                return new BlobRead(expected, LengthOf(download.Details, expected), TagOf(download.Details.ETag));
            }
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            return null;
        }
        catch (RequestFailedException behindTheEnd) when (behindTheEnd.Status == 416)
        {
            // Nothing there at this offset: say so together with the blob's length.
        }

        return await FindAsync(name, cancellationToken) is { } found ? new BlobRead(0, found.ContentLength, TagOf(found.ETag)) : null;
    }

    /// <summary>The whole blob's length out of <c>bytes 0-9/100</c>; an answer without a range is the whole blob.</summary>
    private static long LengthOf(BlobDownloadDetails details, int received)
    {
        ReadOnlySpan<char> range = details.ContentRange;
        return long.TryParse(range[(range.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : received;
    }

    private async Task<AppendOutcome> WhyRefusedAsync(
        RequestFailedException refused, string name, long expectedLength, ReadOnlyMemory<byte> content, bool repeated, CancellationToken cancellationToken)
    {
        FoundBlob? found = await FindAsync(name, cancellationToken);
        if (found is not { BlobType: BlobType.Append })
        {
            return new AppendOutcome(AppendStatus.Absent, 0);
        }

        if (repeated && found.ContentLength >= expectedLength + content.Length)
        {
            byte[] inPlace = new byte[content.Length];
            BlobRead? read = await ReadOnceAsync(name, expectedLength, inPlace, cancellationToken);
            if (read is { } there && there.Count == content.Length && content.Span.SequenceEqual(inPlace))
            {
                return new AppendOutcome(AppendStatus.Appended, expectedLength + content.Length);
            }
        }

        return found.IsSealed ? new AppendOutcome(AppendStatus.Sealed, found.ContentLength)
            : found.ContentLength != expectedLength ? new AppendOutcome(AppendStatus.LengthMismatch, found.ContentLength)
            : throw refused;
    }

    /// <summary>The blob if it carries this write id.</summary>
    private async Task<FoundBlob?> WrittenAsync(
        string name, Dictionary<string, string> metadata, CancellationToken cancellationToken)
        => await FindAsync(name, cancellationToken) is { } found && found.Metadata.TryGetValue(WriteId, out string? id) && id == metadata[WriteId] ? found : null;

    private async Task<FoundBlob?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await _container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            return null;
        }
    }

    private async Task<Page<BlobItem>> PageAsync(string prefix, string? from, CancellationToken cancellationToken)
    {
        await foreach (Page<BlobItem> page in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken).AsPages(from))
        {
            return page;
        }

        return Page<BlobItem>.FromValues([], null, null!);
    }
}
