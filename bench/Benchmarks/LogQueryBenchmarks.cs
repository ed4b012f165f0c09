using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Logs.Groups;
using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Engine.Logs.Lines;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Benchmarks;

/// <summary>LogQL over a million lines in two shards of stored groups: searching, parsing and counting.</summary>
[MemoryDiagnoser]
public class LogQueryBenchmarks
{
    private const int Lines = 1_000_000;
    private const int Shards = 2;
    private const int RowsOfGroup = 1 << 16;
    private const long Start = 1_700_000_000_000_000_000;
    private const long Second = 1_000_000_000;
    private const long Span = 3600 * Second;

    private static readonly (string Name, string Text)[] _queries =
    [
        ("needle", "{app=~\".+\"} |= \"needle-in-the-haystack\""),
        ("needle without case", "{app=~\".+\"} |~ \"(?i)NEEDLE-in-the-haystack\""),
        ("regular expression", "{app=~\".+\"} |~ \"status\\\":50[0-9].*took\\\":9[0-9]{3}\""),
        ("newest thousand", "{app=~\".+\"} | json"),
        ("count per level and minute, looking at rows", "sum by (detected_level) (count_over_time({app=~\".+\"} |= `{` [1m]))"),
        ("json, number filter", "sum(count_over_time({app=~\".+\"} | json | status >= 502 [1m]))"),
        ("json, number filter, one level", "sum(count_over_time({app=~\".+\"} | detected_level=\"error\" | json | status >= 502 [1m]))"),
        ("logfmt, text filter", "sum(count_over_time({app=~\".+\"} | logfmt | user=\"user 77\" [1m]))"),
        ("quantile of a parsed duration", "quantile_over_time(0.99, {app=~\".+\"} | json | unwrap took [1m]) by (app)"),
    ];

    private readonly StoredLogs _logs = new(Shards);
    private readonly LogQLEngine _engine = new(new LogQLEngineOptions());

    [ParamsSource(nameof(Names))]
    public string Query { get; set; } = "";

    public static IEnumerable<string> Names => _queries.Select(static query => query.Name);

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        string[] levels = ["info", "info", "info", "info", "info", "info", "warn", "debug", "debug", "error"];
        LabelSet[] streams = [.. Enumerable.Range(0, 20).Select(static i => LabelSet.Of([("app", $"app-{i % 5}"), ("pod", $"pod-{i}")]))];
        for (int shard = 0; shard < Shards; shard++)
        {
            RowGroupBuilder? builder = null;
            for (int i = 0; i < Lines / Shards; i++)
            {
                builder ??= new RowGroupBuilder(new LineTemplates());
                string level = levels[random.Next(levels.Length)];
                int status = level == "error" ? 500 + random.Next(5) : 200 + random.Next(4);
                string line = i == 123_456 ? "a needle-in-the-haystack"
                    : string.Create(CultureInfo.InvariantCulture, $"{{\"level\":\"{level}\",\"msg\":\"request done\",\"method\":\"GET\",\"path\":\"/api/v1/items/{random.Next(100_000)}\",\"status\":{status},\"took\":{random.Next(10_000)},\"user\":\"user {random.Next(1000)}\",\"trace\":\"{random.NextInt64():x16}\"}}");
                builder.Add(random.Next(streams.Length), Start + (Span / Lines * Shards * i), Metadata(level), Encoding.UTF8.GetBytes(line));
                if (builder.Count == RowsOfGroup)
                {
                    _logs.Add(shard, streams, builder);
                    builder = null;
                }
            }

            if (builder is not null)
            {
                _logs.Add(shard, streams, builder);
            }
        }

        LogQLResult result = Ask().GetAwaiter().GetResult();
        Console.WriteLine($"// {Query}: {result.Entries.Count} lines, {result.Series.Count} series");
    }

    [Benchmark]
    public Task<LogQLResult> Ask()
    {
        string text = _queries.First(query => query.Name == Query).Text;
        return _engine.ExecuteAsync(new LogQLRequest(text, Start, Start + Span, 60 * Second) { Limit = 1000 }, _logs, default);
    }

    private static byte[] Metadata(string level)
    {
        using var writer = new LogsBatchWriter();
        writer.BeginStream(0, default);
        writer.BeginRow(0);
        writer.AddMetadata(LogLevels.MetadataNameUtf8, Encoding.UTF8.GetBytes(level));
        writer.EndRow(default);
        return writer.Written.Span[(LogsBatchWriter.EntryHeaderSize + LogsBatchWriter.RowHeaderSize)..].ToArray();
    }
}
