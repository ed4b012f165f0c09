using Orleans.Obs.Protocols.Otlp;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Where OTLP is spoken, and how its metrics become series. The latter are the settings of Prometheus' <c>otlp</c> section, lists separated by commas.</summary>
internal sealed class OtlpOptions
{
    public const string Section = "Obs:Otlp";

    /// <summary>0: no OTLP/gRPC. Not set: the usual port, if it is free.</summary>
    public int? GrpcPort { get; set; }

    /// <summary>0: no OTLP/HTTP but on the HTTP port. Not set: the usual port, if it is free.</summary>
    public int? HttpPort { get; set; }

    public TranslationStrategy TranslationStrategy { get; set; }

    public string PromoteResourceAttributes { get; set; } = "";

    public bool PromoteAllResourceAttributes { get; set; }

    public string IgnoreResourceAttributes { get; set; } = "";

    public bool KeepIdentifyingResourceAttributes { get; set; }

    public bool ConvertHistogramsToNhcb { get; set; }

    public bool PromoteScopeMetadata { get; set; }

    public bool LabelNameUnderscoreSanitization { get; set; } = true;

    public bool LabelNamePreserveMultipleUnderscores { get; set; } = true;

    /// <summary>The settings as the edges know them.</summary>
    public OtlpMetricsOptions ToMetricsOptions(bool typeAndUnitLabels) => new()
    {
        Translation = TranslationStrategy,
        PromoteResourceAttributes = [.. Items(PromoteResourceAttributes)],
        PromoteAllResourceAttributes = PromoteAllResourceAttributes,
        IgnoreResourceAttributes = [.. Items(IgnoreResourceAttributes)],
        KeepIdentifyingResourceAttributes = KeepIdentifyingResourceAttributes,
        ConvertHistogramsToNhcb = ConvertHistogramsToNhcb,
        PromoteScopeMetadata = PromoteScopeMetadata,
        LabelNameUnderscoreSanitization = LabelNameUnderscoreSanitization,
        LabelNamePreserveMultipleUnderscores = LabelNamePreserveMultipleUnderscores,
        AddTypeAndUnitLabels = typeAndUnitLabels,
    };

    private static string[] Items(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
