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
    private const int MinimumSpan = 1024;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

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
            byte c = rest[escape];
            switch (c)
            {
                case (byte)'"':
                    Raw("\\\""u8);
                    break;
                case (byte)'\\':
                    Raw("\\\\"u8);
                    break;
                case (byte)'\n':
                    Raw("\\n"u8);
                    break;
                case (byte)'\r':
                    Raw("\\r"u8);
                    break;
                case (byte)'\t':
                    Raw("\\t"u8);
                    break;
                default:
                    Raw("\\u00"u8);
                    Raw("0123456789abcdef"[c >> 4]);
                    Raw("0123456789abcdef"[c & 0xF]);
                    break;
            }

            rest = rest[(escape + 1)..];
            escape = rest.IndexOfAny(Escaped);
        }

        Raw(rest);
    }
}
