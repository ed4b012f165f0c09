namespace Orleans.Obs.Api.Prometheus.Search;

/// <summary>How well a text fits what somebody typed: from 0, not at all, to 1.</summary>
internal static class TextScore
{
    /// <summary>Only the very text is a perfect fit; everything else stays recognisably below.</summary>
    private const double LessThanPerfect = 0.999;

    /// <summary>1 at the beginning of the text, down to 0.1 at its end; 0 when it does not occur.</summary>
    public static double Substring(string term, string text)
    {
        int at = text.IndexOf(term, StringComparison.Ordinal);
        return at < 0 ? 0 : at == 0 ? 1 : 1 - (0.9 * at / (text.Length - term.Length));
    }

    /// <summary>
    /// The characters of the term must occur in this order. Runs count by the square of their length, gaps cost a little, those behind the last character half of it; of all places to
    /// begin the best one counts.
    /// </summary>
    public static double Subsequence(string term, string text)
    {
        if (text.StartsWith(term, StringComparison.Ordinal))
        {
            return 1;
        }

        double best = 0;
        for (int start = text.IndexOf(term[0], StringComparison.Ordinal); start >= 0; start = text.IndexOf(term[0], start + 1))
        {
            if (ScoreFrom(term, text, start) is not { } score)
            {
                break;
            }

            best = Math.Max(best, score);
        }

        return best / ((double)term.Length * term.Length) * LessThanPerfect;
    }

    /// <summary>The similarity of Jaro and Winkler: characters in common that are not far apart, with a bonus for a common beginning of up to four.</summary>
    public static double JaroWinkler(string term, string text)
    {
        if (term == text)
        {
            return 1;
        }

        (string shorter, string longer) = term.Length <= text.Length ? (term, text) : (text, term);
        if (shorter.Length == 0)
        {
            return 0;
        }

        int reach = Math.Max((longer.Length / 2) - 1, 0), matches = 0;
        bool[] inShorter = new bool[shorter.Length], inLonger = new bool[longer.Length];
        for (int i = 0; i < shorter.Length; i++)
        {
            for (int j = Math.Max(i - reach, 0); j < Math.Min(i + reach + 1, longer.Length); j++)
            {
                if (!inLonger[j] && shorter[i] == longer[j])
                {
                    (inShorter[i], inLonger[j]) = (true, true);
                    matches++;
                    break;
                }
            }
        }

        if (matches == 0)
        {
            return 0;
        }

        double jaro = (((double)matches / shorter.Length) + ((double)matches / longer.Length) + ((matches - (Transpositions(shorter, longer, inShorter, inLonger) * 0.5)) / matches)) / 3;
        int prefix = shorter.AsSpan(0, Math.Min(4, shorter.Length)).CommonPrefixLength(longer);
        return jaro + (prefix * 0.1 * (1 - jaro));
    }

    private static double? ScoreFrom(string term, string text, int start)
    {
        double score = 0;
        int at = start, behind = 0, found = 0;
        while (found < term.Length)
        {
            int from = text.IndexOf(term[found], at);
            if (from < 0)
            {
                return null;
            }

            at = from;
            while (found < term.Length && at < text.Length && text[at] == term[found])
            {
                at++;
                found++;
            }

            score += ((double)(at - from) * (at - from)) - ((double)(from - behind) / text.Length);
            behind = at;
        }

        return score - (0.5 * (text.Length - behind) / text.Length);
    }

    private static int Transpositions(string shorter, string longer, bool[] inShorter, bool[] inLonger)
    {
        int transpositions = 0, j = 0;
        for (int i = 0; i < shorter.Length; i++)
        {
            if (!inShorter[i])
            {
                continue;
            }

            while (!inLonger[j])
            {
                j++;
            }

            transpositions += shorter[i] != longer[j++] ? 1 : 0;
        }

        return transpositions;
    }
}
