using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>What a query came to.</summary>
public sealed class LogQLResult
{
    /// <summary>The type.</summary>
    public required LogQLResultType Type { get; init; }

    /// <summary>The lines in the asked direction.</summary>
    public IReadOnlyList<LogEntry> Entries { get; init; } = [];

    /// <summary>Vector (one point each) or matrix, sorted by labels; an instant vector that sort() or sort_desc() ordered keeps that order.</summary>
    public IReadOnlyList<MetricSeries> Series { get; init; } = [];

    /// <summary>The value of a scalar.</summary>
    public double Scalar { get; init; }

    /// <summary>What the reader of the answer should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What it cost.</summary>
    public LogQLStatistics Statistics { get; init; } = new();

    /// <summary>The lines by all of their labels, sorted by labels: the form that clients get unless they ask for categories.</summary>
    public IReadOnlyList<LogStream> FoldedStreams() => Group(static entry => LabelUnion.Of(entry.Stream, entry.Metadata, entry.Parsed));

    /// <summary>The lines by the labels of their streams alone, sorted by labels; structured metadata and parsed labels stay with the lines.</summary>
    public IReadOnlyList<LogStream> CategorizedStreams() => Group(static entry => entry.Stream);

    private List<LogStream> Group(Func<LogEntry, LabelSet> key) =>
        [.. Entries.GroupBy(key).Select(static group => new LogStream(group.Key, [.. group])).OrderBy(static stream => stream.Labels)];
}
