using Orleans.Obs.Query.Common.Templates;

namespace Orleans.Obs.Query.LogQL.Templates;

/// <summary>Labels as they once were.</summary>
internal sealed class TextSnapshot(Dictionary<string, string> labels) : ITextMap
{
    public int Count => labels.Count;

    public IEnumerable<string> Keys => labels.Keys.Order(StringComparer.Ordinal);

    public bool TryGet(string key, out object? value)
    {
        bool found = labels.TryGetValue(key, out string? text);
        value = text;
        return found;
    }
}
