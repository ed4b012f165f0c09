using System.Text;

namespace Orleans.Obs.Query.Common.Logs;

/// <summary>
/// Finds a level that a line names as a word of its own. Of several words the most telling wins, wherever it stands; and a word counts only when the first place at which its letters
/// occur is a word, so that a line about <c>errors</c> that says <c>error</c> later counts as none. That is Loki's rule.
/// </summary>
internal static class LevelWords
{
    // From the most telling on.
    private static readonly (byte[] Word, byte[] Level)[] Words =
    [
        ("trace"u8.ToArray(), "trace"u8.ToArray()), ("debug"u8.ToArray(), "debug"u8.ToArray()), ("fatal"u8.ToArray(), "fatal"u8.ToArray()), ("critical"u8.ToArray(), "critical"u8.ToArray()),
        ("error"u8.ToArray(), "error"u8.ToArray()), ("err"u8.ToArray(), "error"u8.ToArray()), ("warning"u8.ToArray(), "warn"u8.ToArray()), ("warn"u8.ToArray(), "warn"u8.ToArray()),
        ("info"u8.ToArray(), "info"u8.ToArray()),
    ];

    private static readonly bool[] IsPartOfWord = [.. Enumerable.Range(0, 256).Select(c => c < 0x80 && (char.IsAsciiLetterOrDigit((char)c) || c == '_'))];

    /// <summary>The level, or <see cref="LevelNames.Unknown"/>.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> line)
    {
        Span<int> places = stackalloc int[Words.Length];
        if (!Locate(line, places))
        {
            return LevelNames.Unknown;
        }

        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] > 0 && IsFirst(line, places[i] - 1, Words[i].Word))
            {
                return Words[i].Level;
            }
        }

        return LevelNames.Unknown;
    }

    /// <summary>Notes the first place of each word, plus one; false when there is no word.</summary>
    private static bool Locate(ReadOnlySpan<byte> line, Span<int> places)
    {
        places.Clear();
        bool any = false;
        bool[] isPart = IsPartOfWord;
        for (int i = 0; i < line.Length; i++)
        {
            if (!isPart[line[i]])
            {
                continue;
            }

            int start = i;
            while (++i < line.Length && isPart[line[i]])
            {
            }

            int word = IndexOf(line[start..i]);
            if (word >= 0 && places[word] == 0 && IsBoundary(line, start - 1) && IsBoundary(line, i))
            {
                places[word] = start + 1;
                any = true;
            }
        }

        return any;
    }

    private static int IndexOf(ReadOnlySpan<byte> text)
    {
        int word = text.Length switch
        {
            3 => 5,
            4 => (text[0] | 0x20) == 'w' ? 7 : 8,
            5 => (text[0] | 0x20) switch { 't' => 0, 'd' => 1, 'f' => 2, _ => 4 },
            7 => 6,
            8 => 3,
            _ => -1,
        };
        return word >= 0 && Ascii.EqualsIgnoreCase(text, Words[word].Word) ? word : -1;
    }

    /// <summary>Bytes beyond ASCII count as the Latin letters and signs of their codes, as Loki has it.</summary>
    private static bool IsBoundary(ReadOnlySpan<byte> line, int at) => at < 0 || at >= line.Length || !char.IsLetterOrDigit((char)line[at]);

    private static bool IsFirst(ReadOnlySpan<byte> line, int place, ReadOnlySpan<byte> word)
    {
        // A word that begins earlier must end within what is looked at.
        ReadOnlySpan<byte> before = line[..Math.Min(line.Length, place + word.Length - 1)];
        for (int at = 0; at + word.Length <= before.Length; at++)
        {
            int next = before[at..].IndexOfAny(word[0], (byte)(word[0] ^ 0x20));
            if (next < 0 || (at += next) + word.Length > before.Length)
            {
                return true;
            }

            if (Ascii.EqualsIgnoreCase(before.Slice(at, word.Length), word))
            {
                return false;
            }
        }

        return true;
    }
}
