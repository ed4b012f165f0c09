namespace Orleans.Obs.Query.Common.Templates;

/// <summary>What a template may use.</summary>
public sealed record TemplateOptions
{
    /// <summary>Functions besides the built-in ones, which they may replace.</summary>
    public required IReadOnlyDictionary<string, TemplateFunction> Functions { get; init; }

    /// <summary>What a key that a map lacks comes to: Go's "missingkey=zero" for maps of texts is the empty text; null prints as <c>&lt;no value&gt;</c>.</summary>
    public object? MissingKey { get; init; }
}
