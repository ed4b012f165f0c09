using System.Buffers;
using System.Text;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Protocols.Prometheus;

/// <summary>
/// Writes JSON text straight into a buffer writer. It knows tokens, not structure: the caller puts commas and brackets. Call <see cref="Commit"/> at the end, and before
/// anything else touches the buffer writer.
/// </summary>
public ref struct JsonOutput(IBufferWriter<byte> destination)
{
    private const int MinimumSpan = 16 * 1024;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    // U+2028 and U+2029 end lines in JavaScript.
    private static readonly SearchValues<char> HtmlEscaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', '<', '>', '&', '\u2028', '\u2029']);

    private readonly IBufferWriter<byte> _destination = destination;
    private Span<byte> _span;
    private int _at;

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        _at += json.Length;
    }

    /// <summary>Writes one character of punctuation.</summary>
    public void Raw(char json)
    {
        Reserve(1)[0] = (byte)json;
        _at++;
    }

    /// <summary>Writes a string given as UTF-8.</summary>
    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        Raw('"');
        int escape = utf8.IndexOfAny(Escaped);
        if (escape < 0)
        {
            Raw(utf8);
        }
        else
        {
            WriteEscaped(utf8, escape);
        }

        Raw('"');
    }

    /// <summary>Writes a string.</summary>
    public void Text(string text)
    {
        int bound = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (bound <= 512)
        {
            Span<byte> utf8 = stackalloc byte[512];
            Text(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        }
        else
        {
            Text(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>Writes a string given as bytes that may be no UTF-8; U+FFFD stands for what is none.</summary>
    public void Line(scoped ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            Text(bytes);
        }
        else
        {
            Text(Encoding.UTF8.GetString(bytes));
        }
    }

    /// <summary>Writes a whole number as a string, as numbers are that JavaScript would round.</summary>
    public void QuotedNumber(long value)
    {
        Span<byte> span = Reserve(22);
        span[0] = (byte)'"';
        System.Buffers.Text.Utf8Formatter.TryFormat(value, span[1..], out int written);
        span[written + 1] = (byte)'"';
        _at += written + 2;
    }

    /// <summary>Writes a string as Go writes all but labels, so that it may stand in a page: with what HTML and JavaScript would misread as escapes.</summary>
    public void HtmlSafeText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Raw('"');
        ReadOnlySpan<char> rest = text;
        for (int escape = rest.IndexOfAny(HtmlEscaped); escape >= 0; escape = rest.IndexOfAny(HtmlEscaped))
        {
            Plain(rest[..escape]);
            WriteEscape(rest[escape], shortest: true);
            rest = rest[(escape + 1)..];
        }

        Plain(rest);
        Raw('"');
    }

    /// <summary>Writes a whole number.</summary>
    public void Number(long value)
    {
        System.Buffers.Text.Utf8Formatter.TryFormat(value, Reserve(20), out int written);
        _at += written;
    }

    /// <summary>Writes a number; NaN and infinities, which JSON lacks, become 0.</summary>
    public void Number(double value) => _at += SampleText.WriteValue(double.IsFinite(value) ? value : 0, Reserve(PrometheusFloat.MaxSampleLength));

    /// <summary>Writes true or false.</summary>
    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes a sample's value, which is a string.</summary>
    public void Value(double value)
    {
        Span<byte> span = Reserve(PrometheusFloat.MaxSampleLength + 2);
        span[0] = (byte)'"';
        int length = SampleText.WriteValue(value, span[1..]);
        span[length + 1] = (byte)'"';
        _at += length + 2;
    }

    /// <summary>Writes milliseconds as a number of seconds.</summary>
    public void Timestamp(long milliseconds) => _at += ApiTime.WriteTimestamp(milliseconds, Reserve(ApiTime.MaxTimestampLength));

    /// <summary>Writes <c>[time,"value"]</c>.</summary>
    public void Point(long timestamp, double value)
    {
        Span<byte> span = Reserve(PrometheusFloat.MaxSampleLength + 32);
        span[0] = (byte)'[';
        int at = 1 + ApiTime.WriteTimestamp(timestamp, span[1..]);
        span[at++] = (byte)',';
        span[at++] = (byte)'"';
        at += SampleText.WriteValue(value, span[at..]);
        span[at++] = (byte)'"';
        span[at++] = (byte)']';
        _at += at;
    }

    /// <summary>Writes <c>[time,"value"]</c> with a value that never has an exponent.</summary>
    public void PlainPoint(long timestamp, double value)
    {
        double magnitude = Math.Abs(value);
        if (!double.IsFinite(value) || magnitude == 0 || magnitude is >= 1e-6 and < 1e21)
        {
            Point(timestamp, value);
            return;
        }

        Raw('[');
        Timestamp(timestamp);
        Raw(',');
        PlainValue(value);
        Raw(']');
    }

    /// <summary>Writes a scalar's value, a string without exponent.</summary>
    public void PlainValue(double value)
    {
        Text(PrometheusFloat.FormatFixed(value));
    }

    /// <summary>Hands what was written to the buffer writer.</summary>
    public void Commit()
    {
        if (_at > 0)
        {
            _destination.Advance(_at);
        }

        _span = default;
        _at = 0;
    }

    private void Plain(scoped ReadOnlySpan<char> text)
    {
        // At most three bytes a character; pieces keep what is asked of the buffer writer small, and end between characters.
        while (!text.IsEmpty)
        {
            int length = Math.Min(text.Length, MinimumSpan / 3);
            length -= length < text.Length && char.IsHighSurrogate(text[length - 1]) ? 1 : 0;
            _at += Encoding.UTF8.GetBytes(text[..length], Reserve(length * 3));
            text = text[length..];
        }
    }

    // Go has two encoders, one of which has no short form for these two.
    private void WriteEscape(char c, bool shortest)
    {
        switch (c)
        {
            case '"':
                Raw("\\\""u8);
                break;
            case '\\':
                Raw("\\\\"u8);
                break;
            case '\b' when shortest:
                Raw("\\b"u8);
                break;
            case '\f' when shortest:
                Raw("\\f"u8);
                break;
            case '\n':
                Raw("\\n"u8);
                break;
            case '\r':
                Raw("\\r"u8);
                break;
            case '\t':
                Raw("\\t"u8);
                break;
            default:
                Raw("\\u"u8);
                for (int shift = 12; shift >= 0; shift -= 4)
                {
                    Raw("0123456789abcdef"[(c >> shift) & 0xF]);
                }

                break;
        }
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_span.Length - _at < bytes)
        {
            Commit();
            _span = _destination.GetSpan(Math.Max(bytes, MinimumSpan));
        }

        return _span[_at..];
    }

    private void WriteEscaped(scoped ReadOnlySpan<byte> rest, int escape)
    {
        while (escape >= 0)
        {
            Raw(rest[..escape]);
            WriteEscape((char)rest[escape], shortest: false);
            rest = rest[(escape + 1)..];
            escape = rest.IndexOfAny(Escaped);
        }

        Raw(rest);
    }
}
