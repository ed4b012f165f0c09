using System.Diagnostics.CodeAnalysis;

namespace Orleans.Obs.Query.LogQL.Tests.Evaluation.Reference;

/// <summary>The values of a JSON object in their order, up to where it is damaged. A damaged value costs all of it, what came before stands.</summary>
internal sealed class ReferenceJson(string text)
{
    private const string Blanks = " \n\r\t";

    private int _at;

    /// <summary>Labels and values; the last one is null when the text is damaged.</summary>
    public IEnumerable<(string Name, string Value)?> Read() => ReadObject("");

    private IEnumerable<(string Name, string Value)?> ReadObject(string above)
    {
        if (!Skip() || text[_at++] != '{' || !Skip())
        {
            yield return null;
            yield break;
        }

        while (text[_at] != '}')
        {
            if (!TryPair(out string? key, out string? token))
            {
                yield return null;
                yield break;
            }

            string name = ReferenceText.LabelName(ReferenceText.Unescape(key)!, above);
            switch (token[0])
            {
                case '{':
                    foreach ((string Name, string Value)? inner in new ReferenceJson(token).ReadObject(name))
                    {
                        yield return inner;
                        if (inner is null)
                        {
                            yield break;
                        }
                    }

                    break;
                case '[' or 'n':
                    break;
                default:
                    if (name.Length > 0)
                    {
                        yield return (name, token[0] == '"' ? ReferenceText.Clean(ReferenceText.Unescape(token[1..^1]) ?? "") : token);
                    }

                    break;
            }

            if (!Skip() || (text[_at] != ',' && text[_at] != '}'))
            {
                yield return null;
                yield break;
            }

            if (text[_at] == ',')
            {
                _at++;
                if (!Skip())
                {
                    yield return null;
                    yield break;
                }
            }
        }
    }

    private bool TryPair([NotNullWhen(true)] out string? key, [NotNullWhen(true)] out string? token)
    {
        key = token = null;
        int start = _at;
        if (text[_at] != '"' || !SkipString())
        {
            return false;
        }

        key = text[(start + 1)..(_at - 1)];
        if (ReferenceText.Unescape(key) is null || !Skip() || text[_at++] != ':' || !Skip())
        {
            return false;
        }

        start = _at;
        bool isWhole = text[_at] switch
        {
            '"' => SkipString(),
            '{' => SkipBlock('{', '}'),
            '[' => SkipBlock('[', ']'),
            _ => SkipLiteral(),
        };
        token = text[start.._at];
        return isWhole;
    }

    private bool Skip()
    {
        while (_at < text.Length && Blanks.Contains(text[_at]))
        {
            _at++;
        }

        return _at < text.Length;
    }

    private bool SkipString()
    {
        for (_at++; _at < text.Length; _at++)
        {
            if (text[_at] == '\\')
            {
                _at++;
            }
            else if (text[_at] == '"')
            {
                _at++;
                return true;
            }
        }

        _at = Math.Min(_at, text.Length);
        return false;
    }

    private bool SkipBlock(char open, char close)
    {
        int depth = 0;
        while (_at < text.Length)
        {
            if (text[_at] == '"')
            {
                if (!SkipString())
                {
                    return false;
                }

                continue;
            }

            depth += text[_at] == open ? 1 : text[_at] == close ? -1 : 0;
            _at++;
            if (depth == 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool SkipLiteral()
    {
        int start = _at;
        while (_at < text.Length && !" \n\r\t,}]".Contains(text[_at]))
        {
            _at++;
        }

        string token = text[start.._at];
        return token is "true" or "false" or "null" || (token.Length > 0 && (char.IsAsciiDigit(token[0]) || token[0] == '-'));
    }
}
