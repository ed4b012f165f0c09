using System.Collections.Immutable;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Routing;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Api.Loki;

/// <summary><c>/labels</c>, <c>/label/{name}/values</c> and <c>/series</c>.</summary>
internal sealed class LokiSeriesEndpoints(LogsCatalog catalog)
{
    private const int SeriesPerFlush = 1024;

    public async Task LabelNamesAsync(LokiRequest request, CancellationToken cancellationToken) =>
        await LokiAnswer.WriteTextsAsync(request.Context, await catalog.LabelNamesAsync(QueryOf(request), cancellationToken), cancellationToken);

    public async Task LabelValuesAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        string name = (string)request.Context.GetRouteValue("name")!;
        await LokiAnswer.WriteTextsAsync(request.Context, await catalog.LabelValuesAsync(name, QueryOf(request), cancellationToken), cancellationToken);
    }

    public async Task SeriesAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        ImmutableArray<ImmutableArray<LabelMatcher>> selectors = [.. request.GetAll("match[]").Concat(request.GetAll("match")).Select(LokiRequest.Selector)];
        (long start, long end) = request.QueryRange();
        IReadOnlyList<LabelSet> series = await catalog.SeriesAsync(new StreamQuery(request.Tenants, selectors, start, end), cancellationToken);
        PipeWriter destination = LokiAnswer.Begin(request.Context);
        for (int first = 0; first == 0 || first < series.Count; first += SeriesPerFlush)
        {
            Write(destination, series, first);
            await destination.FlushAsync(cancellationToken);
        }
    }

    private static void Write(PipeWriter destination, IReadOnlyList<LabelSet> series, int first)
    {
        var json = new JsonOutput(destination);
        json.Raw(first == 0 ? "{\"status\":\"success\",\"data\":["u8 : default);
        int end = Math.Min(first + SeriesPerFlush, series.Count);
        for (int i = first; i < end; i++)
        {
            json.Raw(i > 0 ? ","u8 : default);
            json.Labels(series[i]);
        }

        json.Raw(end == series.Count ? "]}\n"u8 : default);
        json.Commit();
    }

    private static StreamQuery QueryOf(LokiRequest request)
    {
        ImmutableArray<LabelMatcher> selector = LokiRequest.Selector(request.Query);
        (long start, long end) = request.Range();
        return new StreamQuery(request.Tenants, selector.IsEmpty ? [] : [selector], start, end);
    }
}
