using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Orleans.Obs.Query.LogQL.Pipelines.Parsing;

/// <summary>
/// Reads pairs of a logfmt line: keys end at <c>=</c> or a blank, values at a blank or, in quotes, at the closing quote. A pair that is none is skipped up to the next blank, and the
/// last reason is remembered.
/// </summary>
internal ref struct LogfmtReader(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    public ReadOnlySpan<byte> Key { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>True when the value is a quoted one with escapes, which are not undone.</summary>
    public bool IsEscaped { get; private set; }

    /// <summary>What was wrong with a pair; null when all were pairs.</summary>
    public string? Error { get; private set; }

    public readonly bool AtEnd => _at >= _line.Length;

    /// <summary>Reads the next pair; false when there is none, or something else.</summary>
    public bool Read()
    {
        Key = Value = default;
        IsEscaped = false;
        while (_at < _line.Length && _line[_at] <= ' ')
        {
            _at++;
        }

        if (AtEnd)
        {
            return false;
        }

        int start = _at;
        while (_at < _line.Length && _line[_at] > ' ' && _line[_at] is not ((byte)'=' or (byte)'"'))
        {
            _at++;
        }

        Key = _line[start.._at];
        byte end = _at < _line.Length ? _line[_at] : (byte)' ';
        if (end == '"' || (end == '=' && Key.IsEmpty))
        {
            return FailAt($"unexpected '{(char)end}'");
        }

        if (!Utf8.IsValid(Key) || Key.IndexOf("\uFFFD"u8) >= 0)
        {
            Fail("invalid key");
            return end == '=' && SkipToBlank();
        }

        return end != '=' || ReadValue();
    }

    /// <summary>Undoes the escapes of a quoted value; -1 when there is one that is none.</summary>
    public static int Unquote(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        int length = 0;
        while (!text.IsEmpty)
        {
            if (text[0] != '\\')
            {
                destination[length++] = text[0];
                text = text[1..];
                continue;
            }

            if (text.Length < 2)
            {
                return -1;
            }

            if (text[1] == 'u')
            {
                if (!TryCodeUnit(text, out int unit))
                {
                    return -1;
                }

                text = text[6..];
                if (!Rune.TryCreate((char)unit, out Rune rune))
                {
                    bool paired = TryCodeUnit(text, out int second) && Rune.TryCreate((char)unit, (char)second, out rune);
                    text = paired ? text[6..] : text;
                    rune = paired ? rune : Rune.ReplacementChar;
                }

                length += rune.EncodeToUtf8(destination[length..]);
                continue;
            }

            byte unescaped = text[1] switch
            {
                (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'\'' => text[1],
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                _ => 0,
            };
            if (unescaped == 0)
            {
                return -1;
            }

            destination[length++] = unescaped;
            text = text[2..];
        }

        return length;
    }

    /// <summary>Tells that the escapes of the value just read are none.</summary>
    public void FailEscapes() => Fail("invalid quoted value");

    private bool ReadValue()
    {
        _at++;
        if (AtEnd || _line[_at] <= ' ')
        {
            return true;
        }

        if (_line[_at] == '"')
        {
            return ReadQuoted();
        }

        int start = _at;
        while (_at < _line.Length && _line[_at] > ' ')
        {
            if (_line[_at] is (byte)'=' or (byte)'"')
            {
                return FailAt($"unexpected '{(char)_line[_at]}'");
            }

            _at++;
        }

        Value = _line[start.._at];
        return true;
    }

    private bool ReadQuoted()
    {
        int start = _at + 1, end = JsonScan.StringEnd(_line, start, out bool isEscaped);
        if (end < 0)
        {
            _at = _line.Length;
            Fail("unterminated quoted value");
            return false;
        }

        Value = _line[start..end];
        IsEscaped = isEscaped;
        _at = end + 1;
        return true;
    }

    private bool FailAt(string reason)
    {
        Fail(reason);
        return SkipToBlank();
    }

    private bool SkipToBlank()
    {
        while (_at < _line.Length && _line[_at] > ' ')
        {
            _at++;
        }

        return false;
    }

    private void Fail(string reason) => Error = string.Create(CultureInfo.InvariantCulture, $"logfmt syntax error at pos {_at + 1} : {reason}");

    private static bool TryCodeUnit(ReadOnlySpan<byte> text, out int unit)
    {
        unit = 0;
        return text.Length >= 6 && text[0] == '\\' && text[1] == 'u'
            && int.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out unit);
    }
}
