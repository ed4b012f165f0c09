using System.Buffers;
using System.Runtime.CompilerServices;

namespace Orleans.Obs.Engine.Ingest;

/// <summary>A growing run of bytes in a pooled array: what batch writers write into. A field of its owner, never copied.</summary>
internal struct PooledBytes(int capacity)
{
    private const int SmallestGrowth = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>How many bytes are written; going back gives them up.</summary>
    public int Length { get; set; }

    public readonly ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>Written bytes, to be changed in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Span<byte> At(int offset, int length) => _buffer.AsSpan(offset, length);

    /// <summary>Extends the written part by so many bytes and hands them out to be filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            Grow(bytes);
        }

        Span<byte> span = _buffer.AsSpan(Length, bytes);
        Length += bytes;
        return span;
    }

    /// <summary>Hands the buffer out and stays without one; the receiver returns it to <see cref="ArrayPool{T}.Shared"/>.</summary>
    public ArraySegment<byte> Detach()
    {
        var segment = new ArraySegment<byte>(_buffer, 0, Length);
        (_buffer, Length) = ([], 0);
        return segment;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Return()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, Length) = ([], 0);
        }
    }

    private void Grow(int bytes)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + bytes), (int)Math.Min(Array.MaxLength, Math.Max(SmallestGrowth, _buffer.Length * 2L))));
        int length = Length;
        _buffer.AsSpan(0, length).CopyTo(larger);
        Return();
        (_buffer, Length) = (larger, length);
    }
}
