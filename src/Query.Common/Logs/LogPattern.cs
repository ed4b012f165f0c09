namespace Orleans.Obs.Query.Common.Logs;

/// <summary>
/// What similar lines have in common: words with what stands between them, where a word that differs from line to line is a wildcard. Written as LogQL's pattern filter reads it.
/// </summary>
public sealed class LogPattern
{
    private const string Wildcard = "<_>";

    private readonly string[] _words;
    private readonly string[] _between;

    internal LogPattern(List<string> words, List<string> between) => (_words, _between) = ([.. words], [.. between]);

    /// <summary>How much of the pattern the words of a line agree with, from 0 to 1; only lines with the same text between their words are alike at all.</summary>
    internal double Similarity(List<string> words)
    {
        int same = 0;
        for (int i = 0; i < _words.Length; i++)
        {
            same += _words[i] == words[i] && words[i] != Wildcard ? 1 : 0;
        }

        return _words.Length == 0 ? 1 : (double)same / _words.Length;
    }

    /// <summary>Makes wildcards of the words that a line has otherwise.</summary>
    internal void Widen(List<string> words)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] = _words[i] == words[i] ? words[i] : Wildcard;
        }
    }

    /// <summary>The word as it counts for patterns: what has digits in it is different every time.</summary>
    internal static string WordOf(ReadOnlySpan<char> word) => word.ContainsAnyInRange('0', '9') ? Wildcard : word.ToString();

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder();
        for (int i = 0; i < _words.Length; i++)
        {
            text.Append(_between[i]).Append(_words[i]);
        }

        return text.Append(_between[^1]).ToString();
    }
}
