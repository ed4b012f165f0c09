using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Orleans.Obs.Query.Common.Logs;

/// <summary>
/// Finds patterns in lines, after the idea of Drain (He et al., 2017): a line is cut into words; only lines with the same text between their words can be alike; among the patterns of
/// those, the one that agrees most takes the line in if it agrees enough. Of lines in JSON only the message counts. Bounded; not thread-safe.
/// </summary>
public sealed class LogPatternMiner
{
    private const double Enough = 0.3;
    private const int LongestLine = 3000;
    private const int MostWords = 256;
    private const int MostPatterns = 300;

    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t\"'=,;:()[]{}<>|");
    private static readonly string[] MessageKeys = ["log", "message", "msg", "_msg", "content"];

    private readonly Dictionary<string, List<LogPattern>> _byBetween = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];
    private readonly List<string> _between = [];
    private int _count;

    /// <summary>The pattern that a line belongs to; it may widen while further lines are added. Null for lines that patterns make no sense for.</summary>
    public LogPattern? Add(ReadOnlySpan<byte> line)
    {
        if (line.Length > LongestLine || MessageOf(line) is not { } text || !Cut(text))
        {
            return null;
        }

        string key = string.Join('\0', _between);
        if (!_byBetween.TryGetValue(key, out List<LogPattern>? alike))
        {
            _byBetween.Add(key, alike = []);
        }

        LogPattern? best = alike.MaxBy(pattern => pattern.Similarity(_words));
        if (best is not null && (best.Similarity(_words) >= Enough || _count >= MostPatterns))
        {
            best.Widen(_words);
            return best;
        }

        if (_count >= MostPatterns)
        {
            return null;
        }

        _count++;
        var pattern = new LogPattern(_words, _between);
        alike.Add(pattern);
        return pattern;
    }

    private bool Cut(ReadOnlySpan<char> text)
    {
        _words.Clear();
        _between.Clear();
        while (true)
        {
            int word = text.IndexOfAnyExcept(Separators);
            _between.Add(text[..(word < 0 ? text.Length : word)].ToString());
            if (word < 0)
            {
                return _words.Count > 0;
            }

            text = text[word..];
            int end = text.IndexOfAny(Separators);
            end = end < 0 ? text.Length : end;
            _words.Add(LogPattern.WordOf(text[..end]));
            if (_words.Count > MostWords)
            {
                return false;
            }

            text = text[end..];
        }
    }

    private static string? MessageOf(ReadOnlySpan<byte> line)
    {
        if (!line.TrimStart((byte)' ').StartsWith("{"u8))
        {
            return Encoding.UTF8.GetString(line);
        }

        try
        {
            var reader = new Utf8JsonReader(line);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            foreach (string key in MessageKeys)
            {
                if (document.RootElement.TryGetProperty(key, out JsonElement message) && message.ValueKind == JsonValueKind.String)
                {
                    return message.GetString();
                }
            }

            return null;
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException)
        {
            return Encoding.UTF8.GetString(line);
        }
    }
}
