namespace Orleans.Obs.Query.Common.Templates;

/// <summary>A map with its values in memory.</summary>
public sealed class TemplateMap(IReadOnlyDictionary<string, object?> values) : ITemplateMap
{
    /// <inheritdoc/>
    public int Count => values.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => values.Keys.Order(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool TryGet(string key, out object? value) => values.TryGetValue(key, out value);
}
