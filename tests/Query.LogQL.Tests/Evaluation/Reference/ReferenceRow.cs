namespace Orleans.Obs.Query.LogQL.Tests.Evaluation.Reference;

/// <summary>A row on its way through a pipeline.</summary>
internal sealed class ReferenceRow
{
    private readonly Dictionary<string, string> _stream;
    private readonly Dictionary<string, string> _metadata = [];
    private readonly Dictionary<string, string> _set = [];
    private readonly HashSet<string> _deleted = [];
    private readonly HashSet<string> _found = [];

    public ReferenceRow(long time, string line, IEnumerable<KeyValuePair<string, string>> stream, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        (Time, Line, _stream) = (time, line, new Dictionary<string, string>(stream));
        foreach ((string name, string value) in metadata)
        {
            _metadata[_stream.ContainsKey(name) ? name + "_extracted" : name] = value;
        }
    }

    public long Time { get; }

    public string Line { get; set; }

    public string Error { get; set; } = "";

    /// <summary>Every label that shows.</summary>
    public SortedDictionary<string, string> Labels
    {
        get
        {
            var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach ((string name, string value) in _stream.Concat(_metadata).Where(pair => !_deleted.Contains(pair.Key)).Concat(_set))
            {
                labels[name] = value;
            }

            if (Error.Length > 0)
            {
                labels["__error__"] = Error;
            }

            return labels;
        }
    }

    public string? Get(string name) =>
        name == "__error__" ? (Error.Length > 0 ? Error : null)
        : _set.TryGetValue(name, out string? value) ? value
        : _deleted.Contains(name) ? null
        : _metadata.TryGetValue(name, out value) || _stream.TryGetValue(name, out value) ? value : null;

    public void Set(string name, string value)
    {
        _set[name] = value;
        _found.Add(name);
    }

    public void Delete(string name)
    {
        _set.Remove(name);
        _deleted.Add(name);
    }

    /// <summary>What a parser found: a name that is taken gets a longer one, and what was found first stays. False when a filter excludes the row for it.</summary>
    public bool Find(string name, string value, Func<string, bool> passes)
    {
        if (_stream.ContainsKey(name) || (_metadata.ContainsKey(name) && !_set.ContainsKey(name) && !_deleted.Contains(name)))
        {
            name += "_extracted";
        }

        if (_found.Contains(name))
        {
            return true;
        }

        Set(name, value);
        return passes(name);
    }
}
