using System.Collections.Immutable;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>How OpenTelemetry metrics become series; the settings are those of Prometheus' <c>otlp</c> section.</summary>
public sealed record OtlpMetricsOptions
{
    /// <summary>How names are translated.</summary>
    public TranslationStrategy Translation { get; init; }

    /// <summary>Resource attributes that become labels of every series.</summary>
    public ImmutableArray<string> PromoteResourceAttributes { get; init; } = [];

    /// <summary>Whether all resource attributes become labels, but <see cref="IgnoreResourceAttributes"/>.</summary>
    public bool PromoteAllResourceAttributes { get; init; }

    /// <summary>Resource attributes that do not become labels when all others do.</summary>
    public ImmutableArray<string> IgnoreResourceAttributes { get; init; } = [];

    /// <summary>Whether target_info keeps the attributes that make job and instance.</summary>
    public bool KeepIdentifyingResourceAttributes { get; init; }

    /// <summary>Whether explicit histograms become native ones with custom buckets, and not classic series.</summary>
    public bool ConvertHistogramsToNhcb { get; init; }

    /// <summary>Whether the scope's name, version, schema and attributes become labels.</summary>
    public bool PromoteScopeMetadata { get; init; }

    /// <summary>Whether labels that would begin with one underscore begin with <c>key_</c>.</summary>
    public bool LabelNameUnderscoreSanitization { get; init; } = true;

    /// <summary>Whether several underscores in the name of a label stay, where names are made into identifiers.</summary>
    public bool LabelNamePreserveMultipleUnderscores { get; init; } = true;

    /// <summary>Whether each series says its type and unit in the labels <c>__type__</c> and <c>__unit__</c>.</summary>
    public bool AddTypeAndUnitLabels { get; init; }

    /// <summary>Whether names are made into identifiers.</summary>
    public bool EscapesNames => Translation is TranslationStrategy.UnderscoreEscapingWithSuffixes or TranslationStrategy.UnderscoreEscapingWithoutSuffixes;

    /// <summary>Whether names get suffixes for units and types.</summary>
    public bool AddsSuffixes => Translation is TranslationStrategy.UnderscoreEscapingWithSuffixes or TranslationStrategy.NoUTF8EscapingWithSuffixes;

    /// <summary>Whether a resource attribute becomes a label of every series.</summary>
    public bool Promotes(string attribute) => PromoteAllResourceAttributes ? !IgnoreResourceAttributes.Contains(attribute) : PromoteResourceAttributes.Contains(attribute);
}
