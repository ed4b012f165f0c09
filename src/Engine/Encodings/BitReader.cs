using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Orleans.Obs.Engine.Encodings;

/// <summary>
/// Reads bits, highest first. Reading past the end yields zeros and sets <see cref="Overrun"/>, which the caller checks once per sample instead of once per read.
/// </summary>
public ref struct BitReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private ulong _window;
    private int _available;
    private int _at;

    /// <summary>True once more bits were taken than there are.</summary>
    public readonly bool Overrun => _available < 0;

    /// <summary>Takes one bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadBit()
    {
        if (_available <= 0)
        {
            Refill();
        }

        bool bit = (long)_window < 0;
        _window <<= 1;
        _available--;
        return bit;
    }

    /// <summary>Takes 1 to 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Read(int count)
    {
        if (count > 56)
        {
            ulong high = Read(32);
            return (high << (count - 32)) | Read(count - 32);
        }

        if (_available < count)
        {
            Refill();
        }

        ulong bits = _window >> (64 - count);
        _window <<= count;
        _available -= count;
        return bits;
    }

    private void Refill()
    {
        if (_available < 0)
        {
            return;
        }

        if (_source.Length - _at >= 8)
        {
            // Bits behind the counted ones may come in too; the next refill brings the same bits to the same places.
            _window |= BinaryPrimitives.ReadUInt64BigEndian(_source[_at..]) >> _available;
            int bytes = (63 - _available) >> 3;
            _at += bytes;
            _available += bytes * 8;
            return;
        }

        while (_available <= 56 && _at < _source.Length)
        {
            _window |= (ulong)_source[_at++] << (56 - _available);
            _available += 8;
        }
    }
}
