using System.Globalization;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.LogQL.Evaluation;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.LogQL.Tests.Evaluation;

/// <summary>Lines and queries in short notation. Times are seconds; answers are texts such as <c>{a="b"} 1@10 2@20</c> and <c>{a="b"} line</c>.</summary>
internal sealed class LogBench(int shards = 2)
{
    private const long Second = 1_000_000_000;

    public InMemoryLogs Logs { get; } = new(shards);

    public LogQLEngineOptions Options { get; init; } = new();

    public static LabelSet Labels(string selector) => LabelSet.Of([.. LogQLParser.ParseSelector(selector).Select(static matcher => (matcher.Name, matcher.Value))]);

    /// <summary>Adds lines ten seconds apart, the first at 0.</summary>
    public LogBench Load(string selector, params string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            Logs.Append(Labels(selector), InMemoryLogRow.Of(i * 10 * Second, lines[i]));
        }

        return this;
    }

    public LogBench Add(string selector, double seconds, string line, params (string, string)[] metadata)
    {
        Logs.Append(Labels(selector), InMemoryLogRow.Of((long)(seconds * Second), line, metadata));
        return this;
    }

    /// <summary>Lines with their labels, the oldest first.</summary>
    public async Task<string[]> LinesAsync(string query, LogDirection direction = LogDirection.Forward, int limit = 1000)
    {
        LogQLResult result = await AskAsync(new LogQLRequest(query, -Second, 1_000_000 * Second, Second) { Direction = direction, Limit = limit });
        return [.. result.Entries.Select(static entry => $"{Show(LabelUnion.Of(entry.Stream, entry.Metadata, entry.Parsed))} {Encoding.UTF8.GetString(entry.Line.Span)}")];
    }

    public Task<string[]> RangeAsync(string query, long start, long end, long step) => SeriesAsync(new LogQLRequest(query, start * Second, end * Second, step * Second));

    public Task<string[]> InstantAsync(string query, long seconds) => SeriesAsync(new LogQLRequest(query, seconds * Second, seconds * Second, 0));

    public Task<LogQLResult> AskAsync(LogQLRequest request) => new LogQLEngine(Options).ExecuteAsync(request, Logs, TestContext.Current.CancellationToken);

    /// <summary>What a query is refused for.</summary>
    public async Task<string> FaultAsync(string query)
    {
        LogQueryException refused = await Assert.ThrowsAsync<LogQueryException>(() => AskAsync(new LogQLRequest(query, 0, 100 * Second, 10 * Second)));
        Assert.Equal(LogQueryErrorKind.BadRequest, refused.Kind);
        return refused.Message;
    }

    private async Task<string[]> SeriesAsync(LogQLRequest request)
    {
        LogQLResult result = await AskAsync(request);
        return result.Type == LogQLResultType.Scalar ? [Number(result.Scalar)]
            : [.. result.Series.Select(static series =>
                $"{Show(series.Labels)} {string.Join(' ', Enumerable.Range(0, series.Timestamps.Length).Select(i => $"{Number(series.Values.Span[i])}@{series.Timestamps.Span[i] / 1000}"))}")];
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Show(LabelSet set)
    {
        var labels = new List<string>();
        LabelReader reader = set.GetReader();
        while (reader.Read())
        {
            labels.Add($"{Encoding.UTF8.GetString(reader.Name)}=\"{Encoding.UTF8.GetString(reader.Value)}\"");
        }

        return $"{{{string.Join(", ", labels)}}}";
    }
}
