using System.Collections.Immutable;
using System.IO.Pipelines;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Api.Loki;

/// <summary><c>/index/stats</c>, <c>/index/volume</c> and <c>/index/volume_range</c>: what streams hold, from counts alone.</summary>
internal sealed class LokiVolumeEndpoints(LogsCatalog catalog)
{
    private const long Minute = 60_000_000_000;

    public async Task StatsAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        ImmutableArray<LabelMatcher> selector = LokiRequest.Selector(request.Query);
        StreamQuery query = ToMinutes(request, selector, request.Range());
        StreamVolumes volumes = await catalog.VolumesAsync(query, query.MaxTime - query.MinTime, 1, [], cancellationToken);
        long bytes = volumes.Cells.Sum(static cell => cell.Bytes), entries = volumes.Cells.Sum(static cell => cell.Lines);
        await LokiAnswer.WriteAsync(request.Context, new { streams = volumes.Streams, chunks = volumes.Streams, bytes, entries });
    }

    public async Task VolumeAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        StreamQuery query = ToMinutes(request, LokiRequest.Selector(request.Query), request.QueryRange());
        await AnswerAsync(request, query, query.MaxTime - query.MinTime, 1, [.. new[] { request.QueryRange().End }], "vector", cancellationToken);
    }

    public async Task VolumeRangeAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        ImmutableArray<LabelMatcher> selector = LokiRequest.Selector(request.Query);
        (long start, long end) = request.QueryRange();
        long step = request.Step(start, end);
        long first = start - (((start % step) + step) % step);
        int buckets = (int)Math.Max(1, (end - first + step - 1) / step);
        ImmutableArray<long> ends = [.. Enumerable.Range(1, buckets).Select(bucket => Math.Min(first + (bucket * step), end))];
        await AnswerAsync(request, new StreamQuery(request.Tenants, [selector], first, end), step, buckets, ends, "matrix", cancellationToken);
    }

    private async Task AnswerAsync(LokiRequest request, StreamQuery query, long step, int buckets, ImmutableArray<long> ends, string type, CancellationToken cancellationToken)
    {
        int limit = request.Limit();
        string[] targets = request.Get("targetLabels").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        bool byName = request.Get("aggregateBy") switch
        {
            "" or "series" => false,
            "labels" => true,
            _ => throw LokiException.BadRequest("invalid aggregation option"),
        };

        // Streams without a label that is asked for do not count; without such labels those of the selector tell streams apart.
        ImmutableArray<LabelMatcher> selector = query.Selectors[0];
        query = query with
        {
            Selectors =
            [
                [.. selector, .. targets.Where(target => selector.All(matcher => matcher.Name != target)).Select(static target => new LabelMatcher(MatchOperator.Regex, target, ".+"))],
            ],
        };
        ImmutableArray<string> labels = targets.Length > 0 ? [.. targets]
            : byName || selector.IsEmpty ? default
            : [.. selector.Select(static matcher => matcher.Name).Distinct(StringComparer.Ordinal)];
        StreamVolumes volumes = await catalog.VolumesAsync(query, step, buckets, labels, cancellationToken);
        List<VolumeSeries> series = VolumeSeries.Of(byName ? volumes.Cells.SelectMany(cell => ByName(cell, targets)) : volumes.Cells, limit);
        PipeWriter destination = LokiAnswer.Begin(request.Context);
        Write(destination, series, ends, type);
        await destination.FlushAsync(cancellationToken);
    }

    /// <summary>The cell once for each of its labels, named by it.</summary>
    private static IEnumerable<StreamVolume> ByName(StreamVolume cell, string[] targets)
    {
        var names = new List<string>();
        LabelReader reader = cell.Group.GetReader();
        while (reader.Read())
        {
            names.Add(System.Text.Encoding.UTF8.GetString(reader.Name));
        }

        return names.Where(name => targets.Length == 0 || targets.Contains(name)).Select(name => cell with { Group = VolumeSeries.Named(name) });
    }

    private static void Write(PipeWriter destination, List<VolumeSeries> series, ImmutableArray<long> ends, string type)
    {
        var json = new JsonOutput(destination);
        json.Raw("{\"status\":\"success\",\"data\":{\"resultType\":"u8);
        json.Text(type);
        json.Raw(",\"result\":["u8);
        for (int i = 0; i < series.Count; i++)
        {
            json.Raw(i > 0 ? ",{\"metric\":"u8 : "{\"metric\":"u8);
            json.Labels(series[i].Labels);
            json.Raw(type == "vector" ? ",\"value\":"u8 : ",\"values\":["u8);
            for (int point = 0; point < series[i].Bytes.Count; point++)
            {
                json.Raw(point > 0 ? ","u8 : default);
                json.PlainPoint(ends[series[i].Buckets[point]] / 1_000_000, series[i].Bytes[point]);
            }

            json.Raw(type == "vector" ? "}"u8 : "]}"u8);
        }

        json.Raw("],\"stats\":"u8);
        LokiStatistics.Write(ref json, new(), new(TimeSpan.Zero, TimeSpan.Zero));
        json.Raw("}}\n"u8);
        json.Commit();
    }

    /// <summary>Counts are kept by the minute; ranges of many are rounded to whole ones, so that no line has to be looked at.</summary>
    private static StreamQuery ToMinutes(LokiRequest request, ImmutableArray<LabelMatcher> selector, (long Start, long End) range)
    {
        (long start, long end) = range;
        if (end - (Int128)start > 10 * Minute && start > long.MinValue + Minute && end < long.MaxValue - Minute)
        {
            start -= ((start % Minute) + Minute) % Minute;
            end += (Minute - (((end % Minute) + Minute) % Minute)) % Minute;
        }

        // Buckets are open at their beginning, and a bucket of no width counts nothing.
        return new StreamQuery(request.Tenants, [selector], Math.Max(start, long.MinValue + 1) - 1, Math.Max(end, start + 1));
    }
}
