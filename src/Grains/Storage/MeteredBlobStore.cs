using System.Diagnostics;
using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Grains.Storage;

/// <summary>Counts and times every operation of a blob store by kind and outcome.</summary>
internal sealed class MeteredBlobStore(IBlobStore store, StoreInstruments instruments) : IBlobStore, IDisposable
{
    public ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Metered("put", store.PutIfAbsentAsync(name, content, cancellationToken), static etag => etag is null ? StoreInstruments.Refused : StoreInstruments.Ok, content.Length);

    public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken) =>
        Metered("put", store.PutIfMatchAsync(name, content, expected, cancellationToken), static etag => etag is null ? StoreInstruments.Refused : StoreInstruments.Ok, content.Length);

    public ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        Metered("read", store.ReadAsync(name, offset, destination, cancellationToken), static read => read is null ? StoreInstruments.Absent : StoreInstruments.Ok, 0);

    public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken) =>
        Metered("stat", store.StatAsync(name, cancellationToken), static found => found is null ? StoreInstruments.Absent : StoreInstruments.Ok, 0);

    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        string outcome = StoreInstruments.Failed;
        try
        {
            await foreach (BlobProperties blob in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                yield return blob;
            }

            outcome = StoreInstruments.Ok;
        }
        finally
        {
            instruments.Count("list", outcome, Stopwatch.GetElapsedTime(started), 0);
        }
    }

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        Metered("delete", store.DeleteAsync(name, cancellationToken), static done => done ? StoreInstruments.Ok : StoreInstruments.Absent, 0);

    public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken) =>
        Metered("create", store.CreateAppendableAsync(name, cancellationToken), static done => done ? StoreInstruments.Ok : StoreInstruments.Refused, 0);

    public ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Metered(
            "append",
            store.AppendAsync(name, expectedLength, content, cancellationToken),
            static outcome => outcome.Status == AppendStatus.Appended ? StoreInstruments.Ok : StoreInstruments.Refused,
            content.Length);

    public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken) =>
        Metered("seal", store.SealAsync(name, cancellationToken), static done => done ? StoreInstruments.Ok : StoreInstruments.Absent, 0);

    public void Dispose() => (store as IDisposable)?.Dispose();

    private async ValueTask<T> Metered<T>(string operation, ValueTask<T> running, Func<T, string> outcomeOf, int bytes)
    {
        long started = Stopwatch.GetTimestamp();
        string outcome = StoreInstruments.Failed;
        try
        {
            T result = await running.ConfigureAwait(false);
            outcome = outcomeOf(result);
            return result;
        }
        finally
        {
            instruments.Count(operation, outcome, Stopwatch.GetElapsedTime(started), bytes);
        }
    }
}
