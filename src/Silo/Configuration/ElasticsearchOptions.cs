namespace Orleans.Obs.Silo.Configuration;

/// <summary>What clients of Elasticsearch's API are told.</summary>
internal sealed class ElasticsearchOptions
{
    public const string Section = "Obs:Elasticsearch";

    /// <summary>Some clients refuse servers of a version before their own.</summary>
    public string Version { get; set; } = "8.19.0";
}
