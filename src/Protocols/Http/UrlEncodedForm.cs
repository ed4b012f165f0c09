using System.Text;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Protocols.Http;

/// <summary>
/// Parameters in an address or in the body of a form, read as Go's servers read them: a pair with a semicolon or a broken escape is left out, and the first such fault is kept for those
/// who insist. Bytes that are not UTF-8 survive in the way of <see cref="GoLiteral.Decode"/>.
/// </summary>
public sealed class UrlEncodedForm
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    private UrlEncodedForm(string? fault) => Fault = fault;

    /// <summary>No parameters.</summary>
    public static UrlEncodedForm Empty { get; } = new(null);

    /// <summary>What is wrong with the text, in the words of Go; null when nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads <c>a=1&amp;b=2</c>.</summary>
    public static UrlEncodedForm Parse(ReadOnlySpan<byte> text)
    {
        var form = new UrlEncodedForm(null);
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            form.Add(pair);
        }

        return form;
    }

    /// <summary>The values of a parameter in the order of the text.</summary>
    public IReadOnlyList<string> All(string name) => _values.TryGetValue(name, out List<string>? values) ? values : [];

    private void Add(ReadOnlySpan<byte> pair)
    {
        if (pair.Contains((byte)';'))
        {
            Fault ??= "invalid semicolon separator in query";
            return;
        }

        if (pair.IsEmpty)
        {
            return;
        }

        int equals = pair.IndexOf((byte)'=');
        ReadOnlySpan<byte> name = equals < 0 ? pair : pair[..equals], value = equals < 0 ? default : pair[(equals + 1)..];
        if (Unescape(name) is { } key && Unescape(value) is { } text)
        {
            if (!_values.TryGetValue(key, out List<string>? values))
            {
                _values.Add(key, values = []);
            }

            values.Add(text);
        }
    }

    private string? Unescape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAny((byte)'%', (byte)'+') < 0)
        {
            return GoLiteral.Decode(text);
        }

        byte[] plain = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '+')
            {
                plain[length++] = (byte)' ';
            }
            else if (text[i] != '%')
            {
                plain[length++] = text[i];
            }
            else if (i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                plain[length++] = (byte)((Digit(text[i + 1]) << 4) | Digit(text[i + 2]));
                i += 2;
            }
            else
            {
                Fault ??= $"invalid URL escape {GoLiteral.Quote(Encoding.UTF8.GetString(text.Slice(i, Math.Min(3, text.Length - i))))}";
                return null;
            }
        }

        return GoLiteral.Decode(plain.AsSpan(0, length));
    }

    private static int Digit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
