using System.Globalization;
using System.Text;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.Common.Logs;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Api.Loki;

/// <summary>
/// <c>/patterns</c>: which kinds of lines there are, how many of each over time. Patterns are found in samples from all over the range; how common each is in its sample, times the exact count of
/// lines, makes the numbers.
/// </summary>
internal sealed class LokiPatternEndpoints(LogQueries queries)
{
    private const int Windows = 12;
    private const int LinesPerWindow = 500;
    private const long Second = 1_000_000_000;
    private const long ShortestStep = 10 * Second;

    public async Task PatternsAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        (long start, long end) = request.QueryRange();
        long step = Math.Max(request.Step(start, end), ShortestStep);
        long first = start - (((start % step) + step) % step);
        int steps = (int)Math.Max(1, (end - first + step - 1) / step);
        var counts = new PatternCounts(first, step, steps);
        await CountLinesAsync(request, counts, cancellationToken);

        var miner = new LogPatternMiner();
        int perWindow = Math.Max(1, (steps + Windows - 1) / Windows);
        for (int from = 0; from < steps; from += perWindow)
        {
            int to = Math.Min(from + perWindow, steps);
            var query = new LogQLRequest(request.Query, Math.Max(first + (from * step), start), Math.Min(first + (to * step), end), step) { Limit = LinesPerWindow };
            (LogQLResult result, _) = await queries.ExecuteAsync(request.Tenants, query, null, cancellationToken);
            foreach (LogEntry entry in result.Entries)
            {
                counts.Sample(miner.Add(entry.Line.Span), LevelOf(entry));
            }

            counts.Spread(from, to);
        }

        await LokiAnswer.WriteAsync(request.Context, new
        {
            status = "success",
            data = counts.All.Select(static pattern => new { pattern = pattern.Pattern, level = pattern.Level, samples = pattern.Samples.Select(static sample => new[] { sample.Seconds, sample.Count }) }),
        });
    }

    private async Task CountLinesAsync(LokiRequest request, PatternCounts counts, CancellationToken cancellationToken)
    {
        // The line break ends a comment that the query may end with.
        string text = string.Create(CultureInfo.InvariantCulture, $"sum by ({LogLevels.MetadataName}) (count_over_time({request.Query}\n[{counts.Step / 1_000_000}ms]))");
        var query = new LogQLRequest(text, counts.First + counts.Step, counts.First + (counts.Steps * counts.Step), counts.Step);
        (LogQLResult result, _) = await queries.ExecuteAsync(request.Tenants, query, null, cancellationToken);
        foreach (MetricSeries series in result.Series)
        {
            string level = series.Labels.ValueOf(LogLevels.MetadataName);
            for (int i = 0; i < series.Timestamps.Length; i++)
            {
                counts.AddLines(level, series.Timestamps.Span[i] * 1_000_000, (long)series.Values.Span[i]);
            }
        }
    }

    private static string LevelOf(LogEntry entry)
    {
        ReadOnlySpan<byte> level = entry.Metadata.ValueOf(LogLevels.MetadataNameUtf8);
        return Encoding.UTF8.GetString(level.IsEmpty ? entry.Stream.ValueOf(LogLevels.MetadataNameUtf8) : level);
    }
}
