namespace Orleans.Obs.Protocols.Logs;

/// <summary>Bytes that grow at the end and are used again. Not thread-safe.</summary>
public sealed class ByteBuffer
{
    private const int LargestKept = 1 << 20;

    private byte[] _bytes = new byte[256];

    /// <summary>How many bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; valid until the next change.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Adds a byte.</summary>
    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Room for bytes that <see cref="Advance"/> then adds.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - Length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(checked(Length + bytes), (int)Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Adds the bytes that were written into what <see cref="Reserve"/> gave.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>Forgets what was added from here on.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Starts over, keeping memory of ordinary size.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > LargestKept)
        {
            _bytes = new byte[256];
        }
    }
}
