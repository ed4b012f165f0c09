using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Grains.Archives;

/// <summary>A blob that does not change, read from its beginning to its end.</summary>
internal sealed class BlobStream(IBlobStore store, string name, long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; } = length;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || Position >= Length)
        {
            return 0;
        }

        BlobRead read = await store.ReadAsync(name, Position, buffer, cancellationToken).ConfigureAwait(false)
            ?? throw new CorruptBlockException(name, Position, "it was deleted while it was read");
        Position += read.Count;
        return read.Count > 0 ? read.Count : throw new CorruptBlockException(name, Position, $"it ends before its {Length} bytes");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a store is read asynchronously");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
