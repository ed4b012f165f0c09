using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Engine.Tests.Blobs;

public sealed class MemoryBlobStoreTests : BlobStoreContract
{
    protected override IBlobStore Store { get; } = new MemoryBlobStore();
}
