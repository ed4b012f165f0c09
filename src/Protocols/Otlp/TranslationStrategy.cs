namespace Orleans.Obs.Protocols.Otlp;

/// <summary>How names of OpenTelemetry become names of Prometheus; the members are called as in Prometheus' configuration.</summary>
public enum TranslationStrategy
{
    /// <summary>Names become identifiers, with suffixes for units and types.</summary>
    UnderscoreEscapingWithSuffixes,

    /// <summary>Names become identifiers; different metrics may collide.</summary>
    UnderscoreEscapingWithoutSuffixes,

    /// <summary>Names stay as they are but get suffixes for units and types.</summary>
    NoUTF8EscapingWithSuffixes,

    /// <summary>Names stay as they are.</summary>
    NoTranslation,
}
