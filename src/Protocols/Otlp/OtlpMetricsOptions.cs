using System.Collections.Immutable;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>How OpenTelemetry metrics become series; the settings are those of Prometheus' <c>otlp</c> section.</summary>
public sealed record OtlpMetricsOptions
{
    /// <summary>How names are translated.</summary>
    public TranslationStrategy Translation { get; init; }

    /// <summary>Resource attributes that become labels of every series.</summary>
    public ImmutableArray<string> PromoteResourceAttributes { get; init; } = [];

    /// <summary>Whether target_info keeps the attributes that make job and instance.</summary>
    public bool KeepIdentifyingAttributes { get; init; }

    /// <summary>Whether the scope's name, version and attributes become labels.</summary>
    public bool PromoteScopeMetadata { get; init; }

    /// <summary>Whether names are made into identifiers.</summary>
    public bool EscapesNames => Translation is TranslationStrategy.UnderscoreEscapingWithSuffixes or TranslationStrategy.UnderscoreEscapingWithoutSuffixes;

    /// <summary>Whether names get suffixes for units and types.</summary>
    public bool AddsSuffixes => Translation is TranslationStrategy.UnderscoreEscapingWithSuffixes or TranslationStrategy.NoUTF8EscapingWithSuffixes;
}
