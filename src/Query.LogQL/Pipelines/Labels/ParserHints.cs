using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Pipelines.Labels;

/// <summary>
/// Which labels a metric query needs from its parsers. A parser that knows stops as soon as it has them, and does not see what is wrong with the rest of a line; clients can tell, as
/// a query that needs nothing of a parser does not fail on lines that the parser can't read.
/// </summary>
internal sealed class ParserHints
{
    private const string ExtractedSuffix = "_extracted";

    private readonly bool[] _required = [];
    private readonly byte[][] _names = [];

    private ParserHints()
    {
    }

    private ParserHints(ImmutableArray<string> labels, NameTable table)
    {
        // A name that ends so may be another one's that was taken.
        string[] names = [.. labels.SelectMany(static label => label.EndsWith(ExtractedSuffix, StringComparison.Ordinal) ? [label, label[..^ExtractedSuffix.Length]] : new[] { label })
            .Where(static label => label.Length > 0).Distinct(StringComparer.Ordinal)];
        int[] numbers = [.. names.Select(table.GetOrAdd)];
        _names = [.. names.Select(System.Text.Encoding.UTF8.GetBytes)];
        _required = new bool[numbers.Length == 0 ? 0 : numbers.Max() + 1];
        foreach (int number in numbers)
        {
            _required[number] = true;
        }

        IsLimited = names.Length > 0;
        IsNothing = names.Length == 0;
        PreservesErrors = names.Contains("__error__");
        RequiredCount = names.Length;
    }

    /// <summary>Everything is needed.</summary>
    public static ParserHints All { get; } = new();

    /// <summary>True when only some labels are needed.</summary>
    public bool IsLimited { get; }

    /// <summary>True when no label is needed: parsers have nothing to do.</summary>
    public bool IsNothing { get; }

    /// <summary>True when the query asks for errors of parsers, which then do not make it fail.</summary>
    public bool PreservesErrors { get; }

    public int RequiredCount { get; }

    /// <summary>Only these labels are needed.</summary>
    public static ParserHints Only(ImmutableArray<string> labels, NameTable table) => new(labels, table);

    public bool IsRequired(int name) => name < _required.Length && _required[name];

    public bool Wants(int name) => !IsLimited || IsRequired(name);

    /// <summary>True when a needed label has a name like this, so that it is worth a number.</summary>
    public bool WantsName(ReadOnlySpan<byte> name)
    {
        foreach (byte[] one in _names)
        {
            // The stream may have the name itself, then it is stored under a longer one.
            if (one.AsSpan().StartsWith(name) && (one.Length == name.Length || one.Length == name.Length + ExtractedSuffix.Length))
            {
                return true;
            }
        }

        return !IsLimited;
    }

    /// <summary>May something in an object of this name be needed?</summary>
    public bool WantsPrefix(ReadOnlySpan<byte> prefix)
    {
        foreach (byte[] one in _names)
        {
            if (one.AsSpan().StartsWith(prefix))
            {
                return true;
            }
        }

        return !IsLimited;
    }
}
