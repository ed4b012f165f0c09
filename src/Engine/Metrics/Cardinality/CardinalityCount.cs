using System.Runtime.InteropServices;
using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Shard;

namespace Orleans.Obs.Engine.Metrics.Cardinality;

/// <summary>
/// Counts series by what their labels say: who sends what, and which labels make it many. Feed it each series once; memory grows with the different label pairs.
/// </summary>
public sealed class CardinalityCount(string focusLabel)
{
    private readonly Dictionary<string, Dictionary<string, long>> _labels = new(StringComparer.Ordinal);
    private char[] _text = new char[256];

    /// <summary>The series that were counted.</summary>
    public long Series { get; private set; }

    /// <summary>The pairs of names and values that all series have together.</summary>
    public long PairsOfSeries { get; private set; }

    /// <summary>Counts a series.</summary>
    public void Add(LabelSet series)
    {
        Series++;
        LabelReader reader = series.GetReader();
        while (reader.Read())
        {
            PairsOfSeries++;
            Dictionary<string, long> values = ValuesOf(reader.Name);
            CollectionsMarshal.GetValueRefOrAddDefault(values.GetAlternateLookup<ReadOnlySpan<char>>(), Decode(reader.Value), out _)++;
        }
    }

    /// <summary>Metric names by series, the most first.</summary>
    public IReadOnlyList<NameCount> ByMetric(int top) => ByValueOf(LabelSet.MetricName, top);

    /// <summary>Values of the label in focus by series.</summary>
    public IReadOnlyList<NameCount> ByFocusValue(int top) => ByValueOf(focusLabel, top);

    /// <summary>Label names by series that have them.</summary>
    public IReadOnlyList<NameCount> ByLabel(int top) => Top(_labels.Select(static label => new NameCount(label.Key, label.Value.Values.Sum())), top);

    /// <summary>Label names by different values.</summary>
    public IReadOnlyList<NameCount> ValuesByLabel(int top) => Top(_labels.Select(static label => new NameCount(label.Key, label.Value.Count)), top);

    /// <summary>Pairs, written <c>name=value</c>, by series.</summary>
    public IReadOnlyList<NameCount> ByPair(int top) =>
        Top(_labels.SelectMany(static label => label.Value.Select(value => new NameCount($"{label.Key}={value.Key}", value.Value))), top);

    private List<NameCount> ByValueOf(string name, int top) =>
        _labels.TryGetValue(name, out Dictionary<string, long>? values) ? Top(values.Select(static value => new NameCount(value.Key, value.Value)), top) : [];

    private Dictionary<string, long> ValuesOf(ReadOnlySpan<byte> name) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_labels.GetAlternateLookup<ReadOnlySpan<char>>(), Decode(name), out _) ??= new Dictionary<string, long>(StringComparer.Ordinal);

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> utf8)
    {
        if (_text.Length < utf8.Length)
        {
            _text = new char[utf8.Length * 2];
        }

        return _text.AsSpan(0, Encoding.UTF8.GetChars(utf8, _text));
    }

    private static List<NameCount> Top(IEnumerable<NameCount> counts, int top) =>
        [.. counts.OrderByDescending(static count => count.Count).ThenBy(static count => count.Name, StringComparer.Ordinal).Take(top)];
}
