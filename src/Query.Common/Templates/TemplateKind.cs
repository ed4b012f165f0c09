namespace Orleans.Obs.Query.Common.Templates;

/// <summary>What a function takes.</summary>
public enum TemplateKind
{
    /// <summary>Anything.</summary>
    Any,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Float,

    /// <summary>A time.</summary>
    Time,
}
