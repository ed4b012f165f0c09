using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>
/// Lines that have everything but their words in common. A shape learns which of its words vary freely (names of users, for instance): words that would make templates without end become
/// variables.
/// </summary>
internal sealed class LineShape
{
    /// <summary>More words than this are not told apart.</summary>
    public const int MaxWords = 64;

    /// <summary>After so many templates a word with more different texts than <see cref="ManyTexts"/> becomes a variable.</summary>
    private const int ManyTemplates = 64;

    private const int ManyTexts = 16;

    /// <summary>After so many templates the word with the most different texts becomes a variable in any case.</summary>
    private const int TooManyTemplates = 256;

    private readonly List<int> _templates = [];
    private readonly List<HashSet<ulong>> _texts = [];

    /// <summary>The words that are variables, a bit for each.</summary>
    public ulong Variables { get; private set; }

    /// <summary>The templates that were added since the variables last changed.</summary>
    public ReadOnlySpan<int> Templates => CollectionsMarshal.AsSpan(_templates);

    /// <summary>Notes a new template and the words of the line that made it; true when that was one too many and more words are variables now.</summary>
    public bool Add(int template, ReadOnlySpan<byte> line, ReadOnlySpan<LinePart> words)
    {
        _templates.Add(template);
        for (int i = 0; i < words.Length; i++)
        {
            if (i == _texts.Count)
            {
                _texts.Add([]);
            }

            _texts[i].Add(XxHash3.HashToUInt64(line.Slice(words[i].Start, words[i].Length)));
        }

        ulong added = _templates.Count switch
        {
            ManyTemplates => WordsThatVary(),
            TooManyTemplates => WordsThatVary() is var some and not 0 ? some : WordThatVariesMost(),
            _ => 0,
        };
        Variables |= added;
        return added != 0;
    }

    /// <summary>Starts to learn anew; the variables stay.</summary>
    public void ForgetTemplates()
    {
        _templates.Clear();
        _texts.Clear();
    }

    private ulong WordsThatVary()
    {
        ulong words = 0;
        for (int i = 0; i < _texts.Count; i++)
        {
            words |= _texts[i].Count > ManyTexts && (Variables >> i & 1) == 0 ? 1UL << i : 0;
        }

        return words;
    }

    private ulong WordThatVariesMost()
    {
        int most = -1;
        for (int i = 0; i < _texts.Count; i++)
        {
            most = (Variables >> i & 1) == 0 && (most < 0 || _texts[i].Count > _texts[most].Count) ? i : most;
        }

        return most < 0 ? 0 : 1UL << most;
    }
}
