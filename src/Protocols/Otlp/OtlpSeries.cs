using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>Builds the label sets of a resource's series: point attributes first, then what the resource and the scope give. Reusable, not thread-safe.</summary>
internal sealed class OtlpSeries(OtlpMetricsOptions options)
{
    private static readonly string[] Identifying = ["service.name", "service.namespace", "service.instance.id"];

    private readonly Dictionary<string, string?> _labelNames = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _resource = [];
    private readonly List<(string Name, string Value)> _scope = [];
    private readonly LabelSetBuilder _point = new();
    private readonly LabelSetBuilder _builder = new();
    private string _job = "";
    private string _instance = "";

    /// <summary>Begins a resource with its attributes.</summary>
    public void SetResource(IEnumerable<KeyValuePair<string, string>> attributes)
    {
        _resource.Clear();
        _resource.AddRange(attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal));
        string name = ResourceAttribute("service.name"), space = ResourceAttribute("service.namespace");
        _job = name.Length > 0 && space.Length > 0 ? $"{space}/{name}" : name;
        _instance = ResourceAttribute("service.instance.id");
        if (_labelNames.Count > 10_000)
        {
            _labelNames.Clear();
        }
    }

    /// <summary>Begins a scope.</summary>
    public void SetScope(string name, string version, string schemaUrl, IEnumerable<KeyValuePair<string, string>> attributes)
    {
        _scope.Clear();
        if (!options.PromoteScopeMetadata)
        {
            return;
        }

        _scope.Add(("otel_scope_name", name));
        _scope.Add(("otel_scope_version", version));
        _scope.Add(("otel_scope_schema_url", schemaUrl));
        foreach ((string key, string value) in attributes)
        {
            if (LabelNameOf("otel_scope_" + key) is { } label)
            {
                _scope.Add((label, value));
            }
        }
    }

    /// <summary>Begins a data point with its attributes.</summary>
    public void SetPoint(List<KeyValuePair<string, string>> attributes)
    {
        _point.Reset();
        foreach ((string key, string value) in _resource)
        {
            if (options.PromoteResourceAttributes.Contains(key) && LabelNameOf(key) is { } label)
            {
                _point.Set(label, value);
            }
        }

        attributes.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        AddJoined(_point, attributes);
        foreach ((string name, string value) in _scope)
        {
            _point.Set(name, value);
        }

        SetTarget(_point);
    }

    /// <summary>A series of the current point.</summary>
    public LabelSet Series(string name, string? extraLabel = null, string extraValue = "")
    {
        _builder.Reset(_point.ToLabelSet());
        _builder.Set(LabelSet.MetricName, name);
        if (extraLabel is not null)
        {
            _builder.Set(extraLabel, extraValue);
        }

        return _builder.ToLabelSet();
    }

    /// <summary>The series that tells the resource's attributes; empty when there is nothing to tell, or no target to tell it of.</summary>
    public LabelSet TargetInfo()
    {
        List<KeyValuePair<string, string>> telling = [.. _resource.Where(attribute => !Identifying.Contains(attribute.Key))];
        if (telling.Count == 0 || (_job.Length == 0 && _instance.Length == 0))
        {
            return LabelSet.Empty;
        }

        _builder.Reset();
        AddJoined(_builder, options.KeepIdentifyingAttributes ? _resource : telling);
        SetTarget(_builder);
        _builder.Set(LabelSet.MetricName, "target_info");
        return _builder.ToLabelSet();
    }

    /// <summary>Adds attributes in order of their keys; those that land on one label are joined.</summary>
    private void AddJoined(LabelSetBuilder builder, List<KeyValuePair<string, string>> attributes)
    {
        Dictionary<string, string>? joined = null;
        foreach ((string key, string value) in attributes)
        {
            if (LabelNameOf(key) is not { } label)
            {
                continue;
            }

            joined ??= new Dictionary<string, string>(StringComparer.Ordinal);
            joined[label] = joined.TryGetValue(label, out string? earlier) ? $"{earlier};{value}" : value;
            builder.Set(label, joined[label]);
        }
    }

    private void SetTarget(LabelSetBuilder builder)
    {
        if (_job.Length > 0)
        {
            builder.Set("job", _job);
        }

        if (_instance.Length > 0)
        {
            builder.Set("instance", _instance);
        }
    }

    private string ResourceAttribute(string key) => _resource.Find(attribute => attribute.Key == key).Value ?? "";

    private string? LabelNameOf(string key)
    {
        if (!_labelNames.TryGetValue(key, out string? label))
        {
            _labelNames.Add(key, label = MetricNames.Label(key, options));
        }

        return label;
    }
}
