using System.Buffers;
using Orleans.Obs.Api.Requests;

namespace Orleans.Obs.Api.Listeners;

/// <summary>
/// The bytes that a connection has received and that were not used yet, in one piece. The memory comes from the pool and, beyond the first piece, out of the budget of writes; it goes back
/// when it is not needed any more.
/// </summary>
internal sealed class FrameBuffer(WriteReservation memory) : IDisposable
{
    private const int SmallestSize = 16 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(SmallestSize);
    private int _start;
    private int _end;

    public bool IsEmpty => _start == _end;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Received => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Adds bytes.</summary>
    /// <exception cref="WriteRefusedException">There is no memory for them now; nothing was added.</exception>
    public void Append(ReadOnlySequence<byte> bytes)
    {
        int length = checked((int)bytes.Length);
        if (_bytes.Length - _end < length)
        {
            MakeRoom(length);
        }

        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += length;
    }

    /// <summary>Takes bytes off the front. They stay where they are until the next <see cref="Append"/>.</summary>
    public void Consume(int bytes)
    {
        _start += bytes;
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
    }

    /// <summary>Gives memory back that an ordinary connection does not need; for when nothing is left of a large message.</summary>
    public void Trim()
    {
        if (IsEmpty && _bytes.Length > SmallestSize)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = ArrayPool<byte>.Shared.Rent(SmallestSize);
            memory.Release();
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        memory.Dispose();
    }

    private void MakeRoom(int length)
    {
        int used = _end - _start;
        if (_bytes.Length - used < length)
        {
            int size = Math.Max(used + length, (int)Math.Min(_bytes.Length * 2L, Array.MaxLength));
            memory.Reserve(size - _bytes.Length);
            byte[] larger = ArrayPool<byte>.Shared.Rent(size);
            _bytes.AsSpan(_start, used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        else
        {
            _bytes.AsSpan(_start, used).CopyTo(_bytes);
        }

        (_start, _end) = (0, used);
    }
}
