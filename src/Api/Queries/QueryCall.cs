using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Prometheus;
using Orleans.Obs.Query.PromQL.Evaluation;

namespace Orleans.Obs.Api.Queries;

/// <summary>A query as somebody asked it.</summary>
/// <param name="Tenant">Over whose data.</param>
/// <param name="Request">What to evaluate.</param>
internal sealed record QueryCall(string Tenant, QueryRequest Request)
{
    /// <summary>The client's own timeout in milliseconds, if it has one; the server's limit holds besides.</summary>
    public long? Timeout { get; init; }

    /// <summary>Whether the answer may lack shards that can't be had, with a warning, instead of failing.</summary>
    public bool TakesPartial { get; init; }

    /// <summary>Where the question came from.</summary>
    public string RemoteAddress { get; init; } = "";

    /// <summary>A query that an endpoint asks for its client.</summary>
    public static QueryCall Of(PrometheusRequest request, QueryRequest query)
    {
        ConnectionInfo connection = request.Context.Connection;
        return new QueryCall(request.Tenant, query) { RemoteAddress = connection.RemoteIpAddress is { } address ? new System.Net.IPEndPoint(address, connection.RemotePort).ToString() : "" };
    }
}
