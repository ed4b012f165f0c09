using System.Buffers;
using System.Buffers.Text;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Protocols.Syslog;

/// <summary>
/// Reads messages of RFC 5424 and of the older practice that RFC 3164 describes. Whatever a message lacks or garbles, nothing of it is dropped: what no rule explains is its text.
/// </summary>
/// <param name="zone">The zone of times that state none.</param>
public sealed class SyslogParser(TimeZoneInfo zone)
{
    private const int LongestTag = 128;
    private const int MaxPriority = 191;
    private const long NanosecondsPerTick = 100;

    private static readonly SearchValues<byte> TagEnd = SearchValues.Create(" :["u8);

    /// <summary>Reads one message.</summary>
    /// <param name="message">Its bytes, without framing.</param>
    /// <param name="now">The present, from which times without a year take theirs.</param>
    public SyslogMessage Parse(ReadOnlySpan<byte> message, DateTimeOffset now)
    {
        message = message.TrimEnd("\r\n\0"u8);
        var parsed = new SyslogMessage { Priority = -1, Text = message };
        if (!TryReadPriority(message, out int priority, out ReadOnlySpan<byte> rest))
        {
            return parsed;
        }

        parsed.Priority = priority;
        parsed.Text = rest;
        if (!rest.StartsWith("1 "u8) || !TryReadNew(rest[2..], ref parsed))
        {
            ReadOld(rest, now, ref parsed);
        }

        return parsed;
    }

    private static bool TryReadPriority(ReadOnlySpan<byte> message, out int priority, out ReadOnlySpan<byte> rest)
    {
        rest = message;
        priority = 0;
        if (message.Length < 3 || message[0] != '<')
        {
            return false;
        }

        int end = message[..Math.Min(message.Length, 5)].IndexOf((byte)'>');
        if (end < 2 || !Utf8Parser.TryParse(message[1..end], out priority, out int used) || used != end - 1 || priority > MaxPriority || message[1] is (byte)'-' or (byte)'+')
        {
            return false;
        }

        rest = message[(end + 1)..];
        return true;
    }

    /// <summary>RFC 5424: time, host, program, process, kind, structured data, text.</summary>
    private static bool TryReadNew(ReadOnlySpan<byte> rest, ref SyslogMessage parsed)
    {
        ReadOnlySpan<byte> time = Word(ref rest), host = Word(ref rest), app = Word(ref rest), process = Word(ref rest), kind = Word(ref rest);
        long nanoseconds = 0;
        if (kind.IsEmpty || (!IsNil(time) && !Rfc3339.TryParseNanoseconds(time, out nanoseconds)))
        {
            return false;
        }

        int data = rest.StartsWith("-"u8) ? 1 : StructuredData.Measure(rest);
        if (data <= 0 || (data < rest.Length && rest[data] != ' '))
        {
            return false;
        }

        parsed.Time = IsNil(time) ? null : nanoseconds;
        parsed.Host = Known(host);
        parsed.App = Known(app);
        parsed.ProcessId = Known(process);
        parsed.MessageId = Known(kind);
        parsed.StructuredData = Known(rest[..data]);
        ReadOnlySpan<byte> text = data < rest.Length ? rest[(data + 1)..] : default;
        parsed.Text = text.StartsWith("\uFEFF"u8) ? text[3..] : text;
        return true;
    }

    /// <summary>What programs have always written: a time, mostly a host, a tag that is the program's name with or without its process, and text.</summary>
    private void ReadOld(ReadOnlySpan<byte> rest, DateTimeOffset now, ref SyslogMessage parsed)
    {
        if (!TryReadTime(rest, now, out long time, out int length))
        {
            return;
        }

        parsed.Time = time;
        rest = rest[length..].TrimStart((byte)' ');
        parsed.Text = rest;
        ReadOnlySpan<byte> afterHost = rest, host = Word(ref afterHost);
        if (host.IsEmpty || TryReadTag(rest, ref parsed))
        {
            return;
        }

        parsed.Host = host;
        parsed.Text = afterHost;
        TryReadTag(afterHost, ref parsed);
    }

    private static bool TryReadTag(ReadOnlySpan<byte> rest, ref SyslogMessage parsed)
    {
        int end = rest[..Math.Min(rest.Length, LongestTag)].IndexOfAny(TagEnd);
        if (end <= 0 || rest[end] == ' ')
        {
            return false;
        }

        ReadOnlySpan<byte> app = rest[..end], process = default;
        rest = rest[end..];
        if (rest[0] == '[')
        {
            int close = rest.IndexOf((byte)']');
            if (close < 0)
            {
                return false;
            }

            process = rest[1..close];
            rest = rest[(close + 1)..];
        }

        if (rest.StartsWith(":"u8))
        {
            rest = rest[1..];
        }
        else if (process.IsEmpty)
        {
            return false;
        }

        // A colon within a word, as in an address, ends no tag.
        if (!rest.IsEmpty && rest[0] != ' ')
        {
            return false;
        }

        parsed.App = app;
        parsed.ProcessId = process;
        parsed.Text = rest.StartsWith(" "u8) ? rest[1..] : rest;
        return true;
    }

    private bool TryReadTime(ReadOnlySpan<byte> text, DateTimeOffset now, out long nanoseconds, out int length)
    {
        if (!text.IsEmpty && char.IsAsciiDigit((char)text[0]))
        {
            length = text.IndexOf((byte)' ');
            length = length < 0 ? text.Length : length;
            return Rfc3339.TryParseNanoseconds(text[..length], out nanoseconds);
        }

        nanoseconds = 0;
        if (!BsdTime.TryParse(text, out BsdTime time, out length))
        {
            return false;
        }

        nanoseconds = time.Resolve(now, zone);
        return true;
    }

    /// <summary>The word at the front, which a blank ends; takes both off.</summary>
    private static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return word;
    }

    private static bool IsNil(ReadOnlySpan<byte> word) => word.SequenceEqual("-"u8);

    private static ReadOnlySpan<byte> Known(ReadOnlySpan<byte> word) => IsNil(word) ? default : word;
}
