namespace Orleans.Obs.Api.Loki;

/// <summary>A field that was found in lines or in their metadata.</summary>
internal sealed class DetectedField(string name)
{
    private readonly SortedSet<string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _parsers = [];
    private string[]? _jsonPath;
    private string _type = "string";

    public string Name => name;

    /// <summary>Its different values, sorted.</summary>
    public IEnumerable<string> Values => _values;

    /// <summary>Adds a value that stands in the metadata.</summary>
    public void Add(string value)
    {
        _values.Add(value);
        _type = FieldTypes.Of(value);
    }

    /// <summary>Adds a value that a parser takes out of a line.</summary>
    public void Add(string value, string parser, string[]? jsonPath)
    {
        Add(value);
        _jsonPath ??= jsonPath;
        if (!_parsers.Contains(parser))
        {
            _parsers.Add(parser);
        }
    }

    /// <summary>The field as the HTTP API shows it. No parsers at all mean that none is needed.</summary>
    public object ToAnswer()
    {
        string[]? parsers = _parsers.Count > 0 ? [.. _parsers] : null;
        return _jsonPath is null
            ? new { label = name, type = _type, cardinality = _values.Count, parsers }
            : new { label = name, type = _type, cardinality = _values.Count, parsers, jsonPath = _jsonPath };
    }
}
