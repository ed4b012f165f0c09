using System.Runtime.CompilerServices;
using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Testing;

/// <summary>
/// A store whose every call waits until the test lets it happen, and then until the test lets the reply through, so that a single thread can play any interleaving of any
/// number of processes, with failures before the effect, lost replies after it, and calls that happen after their caller is gone. Nothing here is thread-safe.
/// </summary>
public sealed class SteppedBlobStore(IBlobStore inner)
{
    private readonly List<Call> _calls = [];
    private readonly HashSet<object> _gone = [];

    /// <summary>The calls under way, oldest first.</summary>
    public IReadOnlyList<Call> Calls => _calls;

    /// <summary>The store as one process sees it.</summary>
    public IBlobStore For(object process) => new Client(this, process);

    /// <summary>The process is gone: its calls get no replies any more, and those that did not happen yet happen only where <paramref name="stillHappens"/> says so.</summary>
    public void Abandon(object process, Func<Call, bool> stillHappens)
    {
        _gone.Add(process);
        foreach (Call call in _calls.Where(call => call.Process == process).ToArray())
        {
            call.Abandoned = true;
            if (call.Happened || !stillHappens(call))
            {
                _calls.Remove(call);
            }
        }
    }

    private ValueTask<T> Post<T>(object process, string operation, string name, Func<ValueTask<T>> effect, Action<int>? partialEffect = null)
    {
        var completion = new TaskCompletionSource<T>();
        T? result = default;
        Call? call = null;
        call = new Call
        {
            Process = process,
            Operation = operation,
            Name = name,
            PartialEffect = partialEffect,
            Effect = () =>
            {
                result = effect().AsTask().GetAwaiter().GetResult();
                if (call!.Abandoned)
                {
                    _calls.Remove(call);
                }
            },
            Answer = failure =>
            {
                _calls.Remove(call!);
                if (failure is null)
                {
                    completion.SetResult(result!);
                }
                else
                {
                    completion.SetException(failure);
                }
            },
        };
        if (!_gone.Contains(process))
        {
            _calls.Add(call);
        }

        return new ValueTask<T>(completion.Task);
    }

    /// <summary>One call under way.</summary>
    public sealed class Call
    {
        public required object Process { get; init; }

        public required string Operation { get; init; }

        public required string Name { get; init; }

        public required Action Effect { private get; init; }

        public required Action<Exception?> Answer { private get; init; }

        /// <summary>For appends: writes only some of the bytes, as a process that dies while it writes to a file may.</summary>
        public required Action<int>? PartialEffect { get; init; }

        public bool Happened { get; private set; }

        public bool Abandoned { get; internal set; }

        /// <summary>The store does what was asked.</summary>
        public void Happen()
        {
            Happened = true;
            Effect();
        }

        /// <summary>The caller learns the outcome.</summary>
        public void Reply() => Answer(null);

        /// <summary>The caller learns nothing; whether the call happened is up to the test.</summary>
        public void Fail() => Answer(new BlobUnavailableException(Operation, Name));
    }

    private sealed class Client(SteppedBlobStore store, object process) : IBlobStore
    {
        private readonly IBlobStore _inner = store.Inner;

        public ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            byte[] copy = content.ToArray();
            return store.Post(process, "put", name, () => _inner.PutIfAbsentAsync(name, copy, default));
        }

        public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken)
        {
            byte[] copy = content.ToArray();
            return store.Post(process, "replace", name, () => _inner.PutIfMatchAsync(name, copy, expected, default));
        }

        public ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
            => store.Post(process, "read", name, () => _inner.ReadAsync(name, offset, destination, default));

        public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken)
            => store.Post(process, "stat", name, () => _inner.StatAsync(name, default));

        public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (BlobProperties blob in await store.Post(process, "list", prefix, () => SnapshotAsync(prefix)))
            {
                yield return blob;
            }
        }

        public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
            => store.Post(process, "delete", name, () => _inner.DeleteAsync(name, default));

        public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken)
            => store.Post(process, "create", name, () => _inner.CreateAppendableAsync(name, default));

        public ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            byte[] copy = content.ToArray();
            return store.Post(
                process,
                "append to",
                name,
                () => _inner.AppendAsync(name, expectedLength, copy, default),
                size => _ = _inner.AppendAsync(name, expectedLength, copy.AsMemory(0, size % copy.Length), default).AsTask().GetAwaiter().GetResult());
        }

        public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken)
            => store.Post(process, "seal", name, () => _inner.SealAsync(name, default));

        private async ValueTask<List<BlobProperties>> SnapshotAsync(string prefix)
        {
            var blobs = new List<BlobProperties>();
            await foreach (BlobProperties blob in _inner.ListAsync(prefix, default))
            {
                blobs.Add(blob);
            }

            return blobs;
        }
    }

    private IBlobStore Inner { get; } = inner;
}
