using System.Buffers;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;

namespace Orleans.Obs.Protocols.Otlp;

/// <summary>
/// Builds the label sets of a resource's series: the attributes of the point, and what resource and scope give. A name that can't be a label's refuses what it belongs to.
/// Reusable, not thread-safe.
/// </summary>
internal sealed class OtlpSeries
{
    private readonly OtlpMetricsOptions _options;
    private readonly TextArena _texts = new();
    private readonly LabelAssembly _labels;
    private readonly TextCache<byte[]?> _names = new();
    private readonly TextCache<byte[]?> _scopeNames = new();
    private readonly TextCache<bool> _promoted = new();
    private readonly List<OtlpLabel> _resource = [];
    private readonly List<OtlpLabel> _fromResource = [];
    private readonly List<OtlpLabel> _fromScope = [];
    private readonly List<OtlpLabel> _fromMetric = [];
    private readonly TextRange _keyless;
    private readonly int _textsOfAll;
    private int _textsOfResource;
    private int _textsOfScope;
    private int _textsOfMetric;
    private string? _resourceFault;
    private string? _scopeFault;
    private string? _pointFault;

    public OtlpSeries(OtlpMetricsOptions options)
    {
        (_options, _labels) = (options, new LabelAssembly(_texts));
        _keyless = _texts.Add(default);
        _textsOfAll = _texts.Length;
    }

    /// <summary>What is wrong with the current point, its scope or its resource; null when nothing is.</summary>
    public string? Fault => _resourceFault ?? _scopeFault ?? _pointFault;

    /// <summary>Whether attributes of the current point landed on one label.</summary>
    public bool Joined => _labels.Joined;

    /// <summary>Begins a resource.</summary>
    public void BeginResource()
    {
        _texts.Truncate(_textsOfAll);
        _resource.Clear();
        _fromResource.Clear();
        (_resourceFault, _scopeFault) = (null, null);
        (_textsOfResource, _textsOfScope, _textsOfMetric) = (_texts.Length, _texts.Length, _texts.Length);
    }

    /// <summary>Adds an attribute of the resource.</summary>
    public void AddResourceAttribute(ReadOnlySpan<byte> keyValue) => _resource.Add(Read(keyValue, default, LabelOrigin.Attribute));

    /// <summary>Ends the resource's attributes.</summary>
    public void EndResource()
    {
        TextRange? name = null, space = null, instance = null;
        foreach (OtlpLabel attribute in _resource)
        {
            ReadOnlySpan<byte> key = _texts[attribute.Key];
            name = key.SequenceEqual("service.name"u8) ? attribute.Value : name;
            space = key.SequenceEqual("service.namespace"u8) ? attribute.Value : space;
            instance = key.SequenceEqual("service.instance.id"u8) ? attribute.Value : instance;
            if (Promotes(key))
            {
                AddNamed(_fromResource, attribute with { Origin = LabelOrigin.PromotedResource }, ref _resourceFault);
            }
        }

        if (name is { } job)
        {
            int start = _texts.Length;
            if (space is { } within)
            {
                _texts.AppendCopy(within);
                _texts.Write("/"u8);
            }

            _texts.AppendCopy(job);
            AddTarget("job"u8, _texts.Since(start));
        }

        if (instance is { } id)
        {
            AddTarget("instance"u8, id);
        }

        (_textsOfResource, _textsOfScope, _textsOfMetric) = (_texts.Length, _texts.Length, _texts.Length);
    }

    /// <summary>Begins a scope; attributes follow.</summary>
    public void BeginScope()
    {
        _texts.Truncate(_textsOfResource);
        _fromScope.Clear();
        _scopeFault = null;
        (_textsOfScope, _textsOfMetric) = (_texts.Length, _texts.Length);
    }

    /// <summary>Adds an attribute of the scope.</summary>
    public void AddScopeAttribute(ReadOnlySpan<byte> keyValue)
    {
        if (_options.PromoteScopeMetadata)
        {
            OtlpLabel attribute = Read(keyValue, default, LabelOrigin.Scope);
            ReadOnlySpan<byte> key = _texts[attribute.Key];
            if (!_scopeNames.TryGet(key, out byte[]? name))
            {
                name = _scopeNames.Add(key, MetricNames.Label("otel_scope_" + Encoding.UTF8.GetString(key), _options) is { } label ? Encoding.UTF8.GetBytes(label) : null);
            }

            AddNamed(_fromScope, attribute, name, ref _scopeFault);
        }
    }

    /// <summary>Ends a scope. One without a name is none.</summary>
    public void EndScope(ReadOnlySpan<byte> name, ReadOnlySpan<byte> version, ReadOnlySpan<byte> schemaUrl)
    {
        if (!_options.PromoteScopeMetadata || name.IsEmpty)
        {
            _fromScope.Clear();
            _scopeFault = null;
        }
        else
        {
            Add(_fromScope, "otel_scope_name"u8, name, LabelOrigin.Scope);
            Add(_fromScope, "otel_scope_version"u8, version, LabelOrigin.Scope);
            Add(_fromScope, "otel_scope_schema_url"u8, schemaUrl, LabelOrigin.Scope);
        }

        (_textsOfScope, _textsOfMetric) = (_texts.Length, _texts.Length);
    }

    /// <summary>Begins a metric.</summary>
    public void BeginMetric(MetricType type, string unit)
    {
        _texts.Truncate(_textsOfScope);
        _fromMetric.Clear();
        if (_options.AddTypeAndUnitLabels)
        {
            if (type != MetricType.Unknown)
            {
                Add(_fromMetric, "__type__"u8, TypeLabel(type), LabelOrigin.TypeAndUnit);
            }

            if (unit.Length > 0)
            {
                Add(_fromMetric, "__unit__"u8, Encoding.UTF8.GetBytes(unit), LabelOrigin.TypeAndUnit);
            }
        }

        _textsOfMetric = _texts.Length;
    }

    /// <summary>Begins a data point; its attributes follow.</summary>
    public void BeginPoint()
    {
        _texts.Truncate(_textsOfMetric);
        _labels.Clear();
        _pointFault = null;
    }

    /// <summary>Adds an attribute of the data point.</summary>
    public void AddPointAttribute(ReadOnlySpan<byte> keyValue)
    {
        OtlpLabel attribute = Read(keyValue, default, LabelOrigin.Attribute);
        ReadOnlySpan<byte> key = _texts[attribute.Key];
        if (key.SequenceEqual("__name__"u8))
        {
            return;
        }

        if (NameOf(key) is { } name)
        {
            _labels.Add(attribute with { Name = _texts.Add(name) });
        }
        else
        {
            _pointFault ??= FaultOf(key);
        }
    }

    /// <summary>Ends the attributes; from here on the point's series can be had.</summary>
    public void EndPoint()
    {
        AddAll(_fromResource);
        AddAll(_fromScope);
        AddAll(_fromMetric);
        _labels.Settle();
    }

    /// <summary>A series of the current point; valid until the next.</summary>
    public LabelSet Series(ReadOnlySpan<byte> name) => _labels.Series(name, default, default);

    /// <summary>A series of the current point with one label more; valid until the next.</summary>
    public LabelSet Series(ReadOnlySpan<byte> name, ReadOnlySpan<byte> extraName, ReadOnlySpan<byte> extraValue) => _labels.Series(name, extraName, extraValue);

    /// <summary>The series that tells the resource's attributes; empty when there is nothing to tell, or no target to tell it of. Ends the current point.</summary>
    public LabelSet TargetInfo()
    {
        BeginPoint();
        bool telling = false;
        foreach (OtlpLabel attribute in _resource)
        {
            ReadOnlySpan<byte> key = _texts[attribute.Key];
            bool identifying = key.SequenceEqual("service.name"u8) || key.SequenceEqual("service.namespace"u8) || key.SequenceEqual("service.instance.id"u8);
            telling |= !identifying;
            if ((!identifying || _options.KeepIdentifyingResourceAttributes) && !key.SequenceEqual("__name__"u8))
            {
                if (NameOf(key) is not { } name)
                {
                    return LabelSet.Empty;
                }

                _labels.Add(attribute with { Name = _texts.Add(name) });
            }
        }

        bool isTarget = false;
        foreach (OtlpLabel label in _fromResource)
        {
            if (label.Origin == LabelOrigin.Target)
            {
                _labels.Add(label);
                isTarget |= label.Value.Length > 0;
            }
        }

        if (!telling || !isTarget)
        {
            return LabelSet.Empty;
        }

        _labels.Settle();
        return _labels.Series("target_info"u8, default, default);
    }

    private static ReadOnlySpan<byte> TypeLabel(MetricType type) => type switch
    {
        MetricType.Counter => "counter"u8,
        MetricType.Gauge => "gauge"u8,
        MetricType.Histogram => "histogram"u8,
        MetricType.Summary => "summary"u8,
        _ => "unknown"u8,
    };

    private static string FaultOf(ReadOnlySpan<byte> key) => key.IsEmpty
        ? "label name is empty"
        : $"normalization for label name \"{Encoding.UTF8.GetString(key)}\" resulted in invalid name";

    private void AddAll(List<OtlpLabel> labels)
    {
        foreach (OtlpLabel label in labels)
        {
            _labels.Add(label);
        }
    }

    private void AddNamed(List<OtlpLabel> labels, in OtlpLabel attribute, ref string? fault) => AddNamed(labels, attribute, NameOf(_texts[attribute.Key]), ref fault);

    private void AddNamed(List<OtlpLabel> labels, in OtlpLabel attribute, byte[]? name, ref string? fault)
    {
        if (name is null)
        {
            fault ??= FaultOf(_texts[attribute.Key]);
            return;
        }

        labels.Add(attribute with { Name = _texts.Add(name) });
    }

    private void AddTarget(ReadOnlySpan<byte> name, TextRange value) => _fromResource.Add(new OtlpLabel(_texts.Add(name), value, _keyless, LabelOrigin.Target));

    private void Add(List<OtlpLabel> labels, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, LabelOrigin origin) =>
        labels.Add(new OtlpLabel(_texts.Add(name), _texts.Add(value), _keyless, origin));

    private OtlpLabel Read(ReadOnlySpan<byte> keyValue, TextRange name, LabelOrigin origin)
    {
        TextRange key = _texts.Add(OtlpAttributes.Split(keyValue, out ReadOnlySpan<byte> value));
        int start = _texts.Length;
        OtlpAttributes.WriteText(value, _texts);
        return new OtlpLabel(name, _texts.Since(start), key, origin);
    }

    /// <summary>The name of a label; null when nothing of it is left.</summary>
    private byte[]? NameOf(ReadOnlySpan<byte> key) =>
        _names.TryGet(key, out byte[]? name) ? name
        : _names.Add(key, MetricNames.Label(Encoding.UTF8.GetString(key), _options) is { } label ? Encoding.UTF8.GetBytes(label) : null);

    private bool Promotes(ReadOnlySpan<byte> key) =>
        _promoted.TryGet(key, out bool promotes) ? promotes : _promoted.Add(key, _options.Promotes(Encoding.UTF8.GetString(key)));
}
