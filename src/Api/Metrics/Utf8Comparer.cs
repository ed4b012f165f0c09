namespace Orleans.Obs.Api.Metrics;

/// <summary>Orders texts as their UTF-8 bytes do, which above U+FFFF is not the order of their UTF-16 units.</summary>
internal sealed class Utf8Comparer : IComparer<string>
{
    public static Utf8Comparer Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        int common = x.AsSpan().CommonPrefixLength(y);
        return common == x!.Length || common == y!.Length
            ? x.Length.CompareTo(y!.Length)
            : Rank(x[common]).CompareTo(Rank(y[common]));
    }

    /// <summary>Surrogates stand for code points above all others.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x1_0000 : unit;
}
