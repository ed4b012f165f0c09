using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Time;

namespace Orleans.Obs.Api.Prometheus;

/// <summary><c>/admin/tsdb/*</c>, which change data and are off unless the operator enabled them.</summary>
internal sealed class AdminEndpoints(MetricsCatalog catalog, IOptions<ApiOptions> options)
{
    public async Task DeleteSeriesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        InsistEnabled(options.Value);
        request.InsistWellFormed();
        if (request.GetAll("match[]").Count == 0)
        {
            throw PrometheusException.BadData("no match[] parameter provided");
        }

        long start = request.Time("start", ApiTime.MinTime), end = request.Time("end", ApiTime.MaxTime);
        ImmutableArray<ImmutableArray<LabelMatcher>> selectors = [.. request.GetAll("match[]").Select(text => PrometheusRequest.Selector(text, "match[]"))];
        SeriesRequest series = new SeriesQuery(request.Tenant, selectors, start, end).ToRequest(0);
        await catalog.CommandAsync(request.Tenant, shard => shard.DeleteSeriesAsync(series, cancellationToken), cancellationToken);
        await PrometheusPipeline.NoContentAsync(request.Context);
    }

    public async Task CleanTombstonesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        InsistEnabled(options.Value);
        await catalog.CommandAsync(request.Tenant, shard => shard.CleanTombstonesAsync(cancellationToken), cancellationToken);
        await PrometheusPipeline.NoContentAsync(request.Context);
    }

    /// <summary>Everything in memory is cut into blocks; the blob store is the snapshot.</summary>
    public async Task SnapshotAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        InsistEnabled(options.Value);
        if (!request.Flag("skip_head", fault => $"unable to parse boolean: {fault}"))
        {
            await catalog.CommandAsync(request.Tenant, shard => shard.FlushAsync(cancellationToken), cancellationToken);
        }

        await PrometheusPipeline.AnswerAsync(request.Context, new { name = $"tenants/{request.Tenant}/metrics" });
    }

    /// <summary>Refuses unless the operator has enabled what changes data.</summary>
    public static void InsistEnabled(ApiOptions options)
    {
        if (!options.EnableAdminApi)
        {
            throw new PrometheusException(PrometheusErrorType.Unavailable, "admin APIs disabled");
        }
    }
}
