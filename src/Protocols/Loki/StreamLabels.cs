using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Protocols.Loki;

/// <summary>
/// Reads the labels of a stream as clients write them, in the notation of Prometheus' metrics: <c>{app="x", path=`C:\temp`}</c>. Labels without a value are left out, a name may occur once.
/// </summary>
internal ref struct StreamLabels(ReadOnlySpan<byte> text, LabelSetBuilder labels)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private int _at;

    /// <summary>Puts the labels into the builder; false with Loki's words about the first fault.</summary>
    public bool TryRead([NotNullWhen(false)] out string? fault)
    {
        fault = ReadSet();
        return fault is null;
    }

    private string? ReadSet()
    {
        SkipBlanks();
        if (ReadName() is { Length: > 0 } metric)
        {
            labels.Set("__name__", metric);
            SkipBlanks();
            if (_at == _text.Length)
            {
                return null;
            }
        }

        if (!Take('{'))
        {
            return _at == _text.Length ? Error("unexpected end of input") : Unexpected("");
        }

        for (bool first = true; ; first = false)
        {
            SkipBlanks();
            if (Take('}'))
            {
                break;
            }

            if (!first)
            {
                if (!Take(','))
                {
                    return Unexpected(" inside braces");
                }

                SkipBlanks();
                if (Take('}'))
                {
                    break;
                }
            }

            if (ReadLabel() is { } fault)
            {
                return fault;
            }
        }

        SkipBlanks();
        return _at == _text.Length ? null : Unexpected("");
    }

    private string? ReadLabel()
    {
        string name = ReadName();
        SkipBlanks();
        if (name.Length == 0 || !Take('='))
        {
            return Unexpected(" inside braces");
        }

        SkipBlanks();
        int start = _at;
        if (_at == _text.Length || _text[_at] is not ((byte)'"' or (byte)'\'' or (byte)'`') || !SkipString())
        {
            return _at == start ? Unexpected(" inside braces") : Error("unterminated quoted string");
        }

        if (GoLiteral.Unquote(_text[start.._at]) is not { } value)
        {
            _at = start;
            return Error("invalid quoted string");
        }

        if (!_names.Add(name))
        {
            return $"stream '{Encoding.UTF8.GetString(_text)}' has duplicate label name: '{name}'";
        }

        labels.Set(name, GoLiteral.ToUnicode(value));
        return null;
    }

    private string ReadName()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetter((char)_text[_at]) || _text[_at] == '_' || (_at > start && char.IsAsciiDigit((char)_text[_at]))))
        {
            _at++;
        }

        return Encoding.UTF8.GetString(_text[start.._at]);
    }

    private bool SkipString()
    {
        byte quote = _text[_at++];
        while (_at < _text.Length)
        {
            byte next = _text[_at++];
            if (next == quote)
            {
                return true;
            }

            _at += next == '\\' && quote != '`' ? 1 : 0;
        }

        _at = _text.Length;
        return false;
    }

    private bool Take(char expected)
    {
        if (_at < _text.Length && _text[_at] == expected)
        {
            _at++;
            return true;
        }

        return false;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
        {
            _at++;
        }
    }

    private readonly string Unexpected(string where)
    {
        if (_at >= _text.Length)
        {
            return Error($"unexpected end of input{where}");
        }

        _ = Rune.DecodeFromUtf8(_text[_at..], out Rune rune, out _);
        return Error($"unexpected character{where}: {GoLiteral.QuoteRune(rune.Value)}");
    }

    private readonly string Error(string what)
    {
        int line = _text[.._at].Count((byte)'\n'), column = _at - _text[.._at].LastIndexOf((byte)'\n');
        return string.Create(CultureInfo.InvariantCulture, $"couldn't parse labels: {line + 1}:{column}: parse error: {what}");
    }
}
