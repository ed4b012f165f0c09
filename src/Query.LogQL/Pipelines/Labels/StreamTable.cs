using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Labels;

/// <summary>The streams of a selection, their labels looked at when they are first asked for.</summary>
internal sealed class StreamTable(IReadOnlyList<LabelSet> labels, NameTable names)
{
    private readonly StreamLabels?[] _streams = new StreamLabels?[labels.Count];
    private readonly Dictionary<int, bool> _anyHas = [];

    public StreamLabels this[int stream] => _streams[stream] ??= new StreamLabels(labels[stream], names);

    /// <summary>Has any stream a label of this name?</summary>
    public bool AnyHas(int name)
    {
        if (!_anyHas.TryGetValue(name, out bool any))
        {
            for (int stream = 0; stream < _streams.Length && !any; stream++)
            {
                any = this[stream].Has(name);
            }

            _anyHas[name] = any;
        }

        return any;
    }
}
