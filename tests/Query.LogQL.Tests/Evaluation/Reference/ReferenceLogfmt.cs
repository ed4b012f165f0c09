namespace Orleans.Obs.Query.LogQL.Tests.Evaluation.Reference;

/// <summary>The pairs of a logfmt line in their order; null where there is something else.</summary>
internal static class ReferenceLogfmt
{
    public static IEnumerable<(string Key, string Value)?> Read(string line)
    {
        int at = 0;
        while (true)
        {
            while (at < line.Length && line[at] <= ' ')
            {
                at++;
            }

            if (at == line.Length)
            {
                yield break;
            }

            int start = at;
            at = EndOf(line, at);
            string key = line[start..at];
            char end = at < line.Length ? line[at] : ' ';
            if (end == '"' || (end == '=' && key.Length == 0) || ReferenceText.Clean(key) != key)
            {
                at = BlankFrom(line, at);
                yield return null;
                continue;
            }

            if (end != '=')
            {
                yield return (key, "");
                continue;
            }

            start = ++at;
            if (at < line.Length && line[at] == '"')
            {
                int close = ClosingQuote(line, at + 1);
                at = close < 0 ? line.Length : close + 1;
                yield return close >= 0 && ReferenceText.Unescape(line[(start + 1)..close]) is { } value ? (key, ReferenceText.Clean(value)) : null;
                continue;
            }

            at = EndOf(line, at);
            if (at < line.Length && line[at] > ' ')
            {
                at = BlankFrom(line, at);
                yield return null;
                continue;
            }

            yield return (key, ReferenceText.Clean(line[start..at]));
        }
    }

    private static int EndOf(string line, int at)
    {
        while (at < line.Length && line[at] > ' ' && line[at] is not ('=' or '"'))
        {
            at++;
        }

        return at;
    }

    private static int BlankFrom(string line, int at)
    {
        while (at < line.Length && line[at] > ' ')
        {
            at++;
        }

        return at;
    }

    private static int ClosingQuote(string line, int at)
    {
        for (; at < line.Length; at++)
        {
            if (line[at] == '\\')
            {
                at++;
            }
            else if (line[at] == '"')
            {
                return at;
            }
        }

        return -1;
    }
}
