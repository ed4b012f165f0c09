using Orleans.Obs.Protocols.Otlp;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Hosting;

/// <summary>The settings of the edges; the host fills them from its configuration.</summary>
public sealed class ApiOptions
{
    /// <summary>The largest write request, compressed; larger ones are answered with 413.</summary>
    public int MaxWriteBodyBytes { get; set; } = 32 << 20;

    /// <summary>The largest write request, decoded; larger ones are answered with 400.</summary>
    public int MaxDecodedWriteBytes { get; set; } = 64 << 20;

    /// <summary>Bytes of write requests that the process works on at the same time; beyond it writes are answered with 503.</summary>
    public long WriteBytesInFlight { get; set; } = 256L << 20;

    /// <summary>Bytes of one tenant's write requests at the same time; beyond it its writes are answered with 429.</summary>
    public long TenantWriteBytesInFlight { get; set; } = 192L << 20;

    /// <summary>The longest time that a query may take, its time in the queue included, unless the tenant has a limit of its own.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Queries of a tenant that run at the same time, unless the tenant has a limit of its own.</summary>
    public int QueryConcurrency { get; set; } = 20;

    /// <summary>Queries of a tenant that may wait for their turn, unless the tenant has a limit of its own.</summary>
    public int QueryQueue { get; set; } = 200;

    /// <summary>Queries of all tenants that run in this process at the same time.</summary>
    public int ProcessQueryConcurrency { get; set; } = Math.Max(20, 8 * Environment.ProcessorCount);

    /// <summary>How far back an instant selector looks for a sample.</summary>
    public TimeSpan Lookback { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether a log query must name streams by a matcher that not every stream satisfies, as Loki demands.</summary>
    public bool RequireLogSelector { get; set; } = true;

    /// <summary>The gated parts of PromQL that are on.</summary>
    public PromQLFeatures Features { get; set; }

    /// <summary>The names of what is switched on beyond the defaults, as the operator wrote them.</summary>
    public IReadOnlyList<string> FeatureNames { get; set; } = [];

    /// <summary>All settings that hold, as YAML, without secrets; shown at <c>/api/v1/status/config</c>.</summary>
    public string ConfigurationText { get; set; } = "";

    /// <summary>Whether series can be deleted and blocks cleaned over HTTP.</summary>
    public bool EnableAdminApi { get; set; }

    /// <summary>The version that clients of Elasticsearch's API are told: some refuse servers that are older than themselves.</summary>
    public string ElasticsearchVersion { get; set; } = "8.19.0";

    /// <summary>How OpenTelemetry metrics become series.</summary>
    public OtlpMetricsOptions Otlp { get; set; } = new();

    /// <summary>How long a query waits for a shard that changes hands: longer than it takes to notice that a silo is lost and to open its shards elsewhere.</summary>
    public TimeSpan ReadPatience { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a write waits for a shard that changes hands, before the sender is told to try again.</summary>
    public TimeSpan WritePatience { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one call to a shard that stores something may take.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the settings of a tenant are remembered.</summary>
    public TimeSpan TenantSettingsAge { get; set; } = TimeSpan.FromSeconds(10);
}
