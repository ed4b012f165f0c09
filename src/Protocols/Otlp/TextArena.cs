using System.Buffers;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>UTF-8 texts one behind the other in one growing buffer, known by offset and length. Given back from the end. Not thread-safe.</summary>
internal sealed class TextArena : IBufferWriter<byte>
{
    private const int LargestKept = 1 << 20;

    private byte[] _buffer = new byte[4096];

    /// <summary>The bytes in use.</summary>
    public int Length { get; private set; }

    /// <summary>The buffer as it is now; texts move to another when it grows.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>A text.</summary>
    public ReadOnlySpan<byte> this[TextRange range] => _buffer.AsSpan(range.Start, range.Length);

    /// <summary>Stores a text.</summary>
    public TextRange Add(ReadOnlySpan<byte> text)
    {
        int start = Length;
        this.Write(text);
        return new TextRange(start, text.Length);
    }

    /// <summary>Appends a text that is in the arena already.</summary>
    public void AppendCopy(TextRange text)
    {
        Span<byte> room = GetSpan(text.Length);
        this[text].CopyTo(room);
        Length += text.Length;
    }

    /// <summary>The text written since the arena was <paramref name="start"/> bytes long.</summary>
    public TextRange Since(int start) => new(start, Length - start);

    /// <summary>Forgets everything beyond <paramref name="length"/> bytes.</summary>
    public void Truncate(int length)
    {
        Length = length;
        if (length == 0 && _buffer.Length > LargestKept)
        {
            _buffer = new byte[4096];
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_buffer.Length - Length), nameof(count));
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(Length);
    }

    private void Reserve(int bytes)
    {
        int needed = Math.Max(bytes, 1);
        if (_buffer.Length - Length < needed)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Math.Max(_buffer.Length * 2L, (long)Length + needed), Array.MaxLength));
        }
    }
}
