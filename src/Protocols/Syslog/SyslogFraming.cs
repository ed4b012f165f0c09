using System.Buffers;
using System.Buffers.Text;

namespace Orleans.Obs.Protocols.Syslog;

/// <summary>
/// Cuts a TCP stream into messages (RFC 6587), deciding anew for each: digits and a blank announce so many octets; anything else is text up to a line feed or a NUL.
/// </summary>
public static class SyslogFraming
{
    private const int MaxDigits = 9;

    /// <summary>Takes one frame from the front of <paramref name="buffer"/>. What is taken is never incomplete; empty frames come from clients that end messages twice.</summary>
    /// <param name="buffer">What was received; on success without the frame.</param>
    /// <param name="limit">The longest frame, bytes.</param>
    /// <param name="frame">The message.</param>
    public static SyslogFrameResult TryRead(ref ReadOnlySequence<byte> buffer, int limit, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.IsEmpty)
        {
            return SyslogFrameResult.Incomplete;
        }

        Span<byte> head = stackalloc byte[MaxDigits + 1];
        int length = (int)Math.Min(buffer.Length, head.Length);
        buffer.Slice(0, length).CopyTo(head);
        head = head[..length];
        int digits = head.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits == 0 ? ReadLine(ref buffer, limit, out frame)
            : digits > 0 && head[digits] != ' ' ? ReadLine(ref buffer, limit, out frame)
            : digits < 0 && length <= MaxDigits ? SyslogFrameResult.Incomplete
            : digits < 0 ? SyslogFrameResult.TooLong
            : ReadCounted(ref buffer, head[..digits], limit, out frame);
    }

    private static SyslogFrameResult ReadCounted(ref ReadOnlySequence<byte> buffer, ReadOnlySpan<byte> digits, int limit, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        _ = Utf8Parser.TryParse(digits, out int count, out _);
        if (count > limit)
        {
            return SyslogFrameResult.TooLong;
        }

        int start = digits.Length + 1;
        if (buffer.Length - start < count)
        {
            return SyslogFrameResult.Incomplete;
        }

        frame = buffer.Slice(start, count);
        buffer = buffer.Slice(start + count);
        return SyslogFrameResult.Frame;
    }

    private static SyslogFrameResult ReadLine(ref ReadOnlySequence<byte> buffer, int limit, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadToAny(out frame, "\n\0"u8, advancePastDelimiter: true))
        {
            return buffer.Length > limit ? SyslogFrameResult.TooLong : SyslogFrameResult.Incomplete;
        }

        if (frame.Length > limit)
        {
            return SyslogFrameResult.TooLong;
        }

        buffer = buffer.Slice(reader.Position);
        return SyslogFrameResult.Frame;
    }
}
