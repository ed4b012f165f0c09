namespace Orleans.Obs.Query.Common.Templates;

/// <summary>A map from texts to values.</summary>
public interface ITemplateMap
{
    /// <summary>How many keys there are.</summary>
    int Count { get; }

    /// <summary>The keys, sorted bytewise.</summary>
    IEnumerable<string> Keys { get; }

    /// <summary>The value of a key; false when there is none.</summary>
    bool TryGet(string key, out object? value);
}
