using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>
/// Gathers the tokens of a group for its <see cref="TokenFilter"/>. Columns of which every value is a token all the same count as one each; when texts have too many, the group has no filter
/// for texts and readers look for themselves.
/// </summary>
internal sealed class TokenCollector
{
    private const int MaxTextTokens = 1 << 18;

    private readonly HashSet<ulong> _texts = [];
    private readonly List<ulong> _ids = [];
    private bool _hasTexts = true;

    /// <summary>Adds packed ids.</summary>
    public void AddIds(ReadOnlySpan<byte> packed, int stride)
    {
        for (int at = 0; at < packed.Length; at += stride)
        {
            _ids.Add(TokenFilter.HashOfId(packed.Slice(at, stride)));
        }
    }

    /// <summary>Adds a text as a whole, its words, and the parts of those.</summary>
    public void AddText(ReadOnlySpan<byte> text)
    {
        if (!_hasTexts)
        {
            return;
        }

        _texts.Add(TokenFilter.HashOfText(text));
        for (int at = 0; at < text.Length; at++)
        {
            int start = at;
            while (at < text.Length && ByteClass.IsWord(text[at]))
            {
                at++;
            }

            ReadOnlySpan<byte> word = text[start..at];
            if (word.Length < text.Length && !word.IsEmpty)
            {
                _texts.Add(TokenFilter.HashOfText(word));
            }

            for (int gram = 0; gram + 4 <= word.Length; gram++)
            {
                _texts.Add(TokenFilter.HashOfGram(word.Slice(gram, 4)));
            }
        }

        _hasTexts = _texts.Count <= MaxTextTokens;
    }

    /// <summary>The filter; null when there is nothing in it.</summary>
    public TokenFilter? Build()
    {
        if (_hasTexts)
        {
            _ids.AddRange(_texts);
        }

        return TokenFilter.Build(_ids, _hasTexts);
    }
}
