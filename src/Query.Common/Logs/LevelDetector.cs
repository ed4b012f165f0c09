using System.Buffers;

namespace Orleans.Obs.Query.Common.Logs;

/// <summary>
/// Finds the level of a line as Loki does: under one of the usual keys when the line is a JSON object (to the second depth, the first that is a string) or holds <c>key=value</c> pairs
/// (the preferred of the keys), and where that gives none of the known levels, as a word of its own. One pass, nothing is built.
/// </summary>
public static class LevelDetector
{
    private const int DeepestObject = 2;

    private static readonly SearchValues<byte> EndOfBareValue = SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(c => (byte)c), (byte)'=', (byte)'"']);
    private static readonly SearchValues<byte> Blanks = SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(c => (byte)c)]);
    private static readonly SearchValues<byte> SpaceCharacters = SearchValues.Create("\t\n\v\f\r "u8);

    /// <summary>The level of a line, <see cref="LevelNames.Unknown"/> when it shows none.</summary>
    public static ReadOnlySpan<byte> Detect(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> level = LevelNames.Parse(IsJsonObject(line) ? InJson(line) : InPairs(line));
        return level.IsEmpty ? LevelWords.Find(line) : level;
    }

    private static bool IsJsonObject(ReadOnlySpan<byte> line)
    {
        int first = line.IndexOfAnyExcept(SpaceCharacters);
        return first >= 0 && line[first] == '{' && line[line.LastIndexOfAnyExcept(SpaceCharacters)] == '}';
    }

    /// <summary>The value of the first level key of a JSON object or of an object in it. Arrays are passed over.</summary>
    private static ReadOnlySpan<byte> InJson(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> key = default;
        bool isValue = false;
        int depth = 0, arrays = 0;
        for (int i = 0; i < json.Length; i++)
        {
            switch (json[i])
            {
                case (byte)'{':
                    depth++;
                    isValue = false;
                    break;
                case (byte)'}':
                    depth--;
                    isValue = false;
                    break;
                case (byte)'[':
                    arrays++;
                    break;
                case (byte)']':
                    arrays--;
                    break;
                case (byte)',':
                    isValue = false;
                    break;
                case (byte)':':
                    isValue = true;
                    break;
                case (byte)'"':
                    int length = LengthOfString(json[(i + 1)..]);
                    if (length < 0)
                    {
                        return default;
                    }

                    ReadOnlySpan<byte> text = json.Slice(i + 1, length);
                    if (!isValue)
                    {
                        key = text;
                    }
                    else if (arrays == 0 && depth <= DeepestObject && LevelNames.RankOfKey(key) >= 0)
                    {
                        return text;
                    }

                    i += length + 1;
                    break;
                default:
                    break;
            }
        }

        return default;
    }

    /// <summary>The value of the preferred level key among the line's <c>key=value</c> pairs, up to the first thing that breaks their notation.</summary>
    private static ReadOnlySpan<byte> InPairs(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> found = default;
        int rank = int.MaxValue, from = 0;
        while (true)
        {
            int sign = line[from..].IndexOfAny((byte)'=', (byte)'"');
            if (sign < 0 || line[from + sign] == '"')
            {
                return found;
            }

            ReadOnlySpan<byte> key = line.Slice(from, sign);
            key = key[(key.LastIndexOfAny(Blanks) + 1)..];
            if (key.IsEmpty || !TryReadValue(line, from + sign + 1, out ReadOnlySpan<byte> value, out from))
            {
                return found;
            }

            int place = LevelNames.RankOfKeyIgnoringCase(key);
            if (place >= 0 && place < rank)
            {
                found = value;
                rank = place;
                if (rank == 0)
                {
                    return found;
                }
            }
        }
    }

    private static bool TryReadValue(ReadOnlySpan<byte> line, int start, out ReadOnlySpan<byte> value, out int end)
    {
        value = default;
        end = start;
        ReadOnlySpan<byte> rest = line[start..];
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest[0] == '"')
        {
            int length = LengthOfString(rest[1..]);
            if (length < 0)
            {
                return false;
            }

            value = rest.Slice(1, length);
            end = start + length + 2;
            return true;
        }

        int stop = rest.IndexOfAny(EndOfBareValue);
        if (stop >= 0 && rest[stop] > ' ')
        {
            return false;
        }

        value = stop < 0 ? rest : rest[..stop];
        end = start + value.Length;
        return true;
    }

    /// <summary>Bytes up to the quote that ends a string; -1 when none does.</summary>
    private static int LengthOfString(ReadOnlySpan<byte> text)
    {
        for (int at = 0; ;)
        {
            int stop = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (stop < 0)
            {
                return -1;
            }

            at += stop;
            if (text[at] == '"')
            {
                return at;
            }

            at += 2;
            if (at >= text.Length)
            {
                return -1;
            }
        }
    }
}
