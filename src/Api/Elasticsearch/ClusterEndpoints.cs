using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;

namespace Orleans.Obs.Api.Elasticsearch;

/// <summary>What clients ask before they send: who is there, which version, is the licence in order, is the cluster well. Whatever they want to set up first is acknowledged.</summary>
internal sealed class ClusterEndpoints(IOptions<ApiOptions> options)
{
    private const string Name = "orleans-obs";
    private const string Id = "b3JsZWFucy1vYnMtMDAwMQ";
    private const long Never = 4_000_000_000_000;

    private static readonly string[] Roles = ["data", "ingest", "master"];

    public Task InfoAsync(HttpContext context) => ElasticsearchAnswer.WriteAsync(context, new
    {
        name = Name,
        cluster_name = Name,
        cluster_uuid = Id,
        version = new
        {
            number = options.Value.ElasticsearchVersion,
            build_flavor = "default",
            build_type = "docker",
            build_hash = "0000000000000000000000000000000000000000",
            build_date = "2026-01-01T00:00:00.000000000Z",
            build_snapshot = false,
            lucene_version = "10.0.0",
            minimum_wire_compatibility_version = "7.17.0",
            minimum_index_compatibility_version = "7.0.0",
        },
        tagline = "You Know, for Search",
    });

    public static Task LicenseAsync(HttpContext context) => ElasticsearchAnswer.WriteAsync(context, new
    {
        license = new { status = "active", uid = "00000000-0000-0000-0000-000000000000", type = "basic", mode = "basic", expiry_date_in_millis = Never },
    });

    public static Task HealthAsync(HttpContext context) => ElasticsearchAnswer.WriteAsync(context, new
    {
        cluster_name = Name,
        status = "green",
        timed_out = false,
        number_of_nodes = 1,
        number_of_data_nodes = 1,
        active_primary_shards = 1,
        active_shards = 1,
        relocating_shards = 0,
        initializing_shards = 0,
        unassigned_shards = 0,
        delayed_unassigned_shards = 0,
        number_of_pending_tasks = 0,
        number_of_in_flight_fetch = 0,
        task_max_waiting_in_queue_millis = 0,
        active_shards_percent_as_number = 100.0,
    });

    public static Task CatHealthAsync(HttpContext context)
    {
        ElasticsearchAnswer.Begin(context);
        context.Response.ContentType = "text/plain; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync($"{Name} green 1 1 1 1 0 0 0 0 - 100.0%\n");
    }

    /// <summary>The only node is where the client is already: some go by the list and would leave if it were empty.</summary>
    public Task NodesAsync(HttpContext context) => ElasticsearchAnswer.WriteAsync(context, new
    {
        cluster_name = Name,
        nodes = new Dictionary<string, object>
        {
            [Id] = new
            {
                name = Name,
                version = options.Value.ElasticsearchVersion,
                roles = Roles,
                http = new { publish_address = context.Request.Host.Value, bound_address = new[] { context.Request.Host.Value } },
            },
        },
    });

    /// <summary>There is nothing to set up: what is put is acknowledged, what is looked for is there and empty.</summary>
    public static Task ResourceAsync(HttpContext context) => HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
        ? ElasticsearchAnswer.WriteAsync(context, new { })
        : ElasticsearchAnswer.WriteAsync(context, new { acknowledged = true });
}
