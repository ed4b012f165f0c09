namespace Orleans.Obs.Protocols.Prometheus.Exposition;

/// <summary>How names that are no identifiers are written for a reader who does not take every name.</summary>
public enum NameEscaping
{
    /// <summary>An underscore for every character that an identifier may not have.</summary>
    Underscores,

    /// <summary>Dots as <c>_dot_</c>, underscores doubled, two underscores for everything else.</summary>
    Dots,

    /// <summary><c>U__</c>, underscores doubled, everything else as <c>_hex_</c>: reversible.</summary>
    Values,

    /// <summary>The reader takes every name; those that are no identifiers are quoted.</summary>
    AllowUtf8,
}
