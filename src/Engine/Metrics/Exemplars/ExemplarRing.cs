using System.Runtime.InteropServices;
using Orleans.Obs.Engine.Encodings;
using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Exemplars;

/// <summary>The newest exemplars of a shard, a bounded number of them over all series; new ones push the oldest out. Not thread-safe.</summary>
internal sealed class ExemplarRing(int capacity)
{
    /// <summary>The most characters that names and values of an exemplar's labels may have together.</summary>
    public const int MaxLabelCharacters = 128;

    private readonly Dictionary<byte[], SortedSeries> _series = new(Utf8Comparer.Instance);
    private readonly Queue<SortedSeries> _arrival = new();
    private readonly List<ExemplarSeries> _uncut = [];

    /// <summary>How many there are.</summary>
    public int Count => _arrival.Count;

    /// <summary>Bytes of memory, roughly.</summary>
    public long Bytes { get; private set; }

    /// <summary>The exemplars that <see cref="TakeUncut"/> would hand out, each with its series.</summary>
    public IReadOnlyList<ExemplarSeries> Uncut => _uncut;

    /// <summary>Adds an exemplar under the rules of remote write; copies what it keeps.</summary>
    public ExemplarOutcome Add(ReadOnlySpan<byte> seriesLabels, long timestamp, double value, ReadOnlySpan<byte> labels)
    {
        if (CharactersOf(labels) > MaxLabelCharacters)
        {
            return ExemplarOutcome.TooLong;
        }

        Dictionary<byte[], SortedSeries>.AlternateLookup<ReadOnlySpan<byte>> lookup = _series.GetAlternateLookup<ReadOnlySpan<byte>>();
        ref SortedSeries? series = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, seriesLabels, out _);
        series ??= new SortedSeries(seriesLabels.ToArray());
        var exemplar = new Exemplar(timestamp, value, new LabelSet(labels.ToArray(), 0, labels.Length));
        foreach (Exemplar stored in series.Exemplars)
        {
            if (stored.SameAs(exemplar))
            {
                return ExemplarOutcome.Repeated;
            }
        }

        if (series.Exemplars.Count > 0 && timestamp < series.Exemplars[^1].Timestamp)
        {
            return ExemplarOutcome.OutOfOrder;
        }

        series.Exemplars.Add(exemplar);
        _arrival.Enqueue(series);
        _uncut.Add(new ExemplarSeries(series.LabelSet, [exemplar]));
        Bytes += 100 + labels.Length;
        if (_arrival.Count > capacity)
        {
            DropOldest();
        }

        if (_uncut.Count > capacity)
        {
            _uncut.RemoveRange(0, _uncut.Count / 2);
        }

        return ExemplarOutcome.Stored;
    }

    /// <summary>The exemplars in the range of series whose labels satisfy a condition.</summary>
    public List<ExemplarSeries> Select(Func<LabelSet, bool> wanted, long minTime, long maxTime)
    {
        var selected = new List<ExemplarSeries>();
        foreach (SortedSeries series in _series.Values)
        {
            if (series.Exemplars.Count == 0 || series.Exemplars[0].Timestamp > maxTime || series.Exemplars[^1].Timestamp < minTime || !wanted(series.LabelSet))
            {
                continue;
            }

            List<Exemplar> inRange = series.Exemplars.FindAll(exemplar => exemplar.Timestamp >= minTime && exemplar.Timestamp <= maxTime);
            if (inRange.Count > 0)
            {
                selected.Add(new ExemplarSeries(series.LabelSet, inRange));
            }
        }

        return selected;
    }

    /// <summary>The exemplars that were added since this was asked last.</summary>
    public List<ExemplarSeries> TakeUncut()
    {
        List<ExemplarSeries> uncut = [.. _uncut];
        _uncut.Clear();
        return uncut;
    }

    private void DropOldest()
    {
        SortedSeries series = _arrival.Dequeue();
        Bytes -= 100 + series.Exemplars[0].Labels.Bytes.Length;
        series.Exemplars.RemoveAt(0);
        if (series.Exemplars.Count == 0)
        {
            _series.Remove(series.Labels);
        }
    }

    private static int CharactersOf(ReadOnlySpan<byte> labels)
    {
        int characters = 0;
        var reader = new LabelReader(labels);
        while (reader.Read())
        {
            characters += RunesOf(reader.Name) + RunesOf(reader.Value);
        }

        return characters;
    }

    // Continuation bytes do not begin a character.
    private static int RunesOf(ReadOnlySpan<byte> utf8)
    {
        int runes = 0;
        foreach (byte one in utf8)
        {
            runes += (one & 0xC0) != 0x80 ? 1 : 0;
        }

        return runes;
    }

    private sealed class SortedSeries(byte[] labels)
    {
        public byte[] Labels { get; } = labels;

        public LabelSet LabelSet => new(Labels, 0, Labels.Length);

        public List<Exemplar> Exemplars { get; } = [];
    }
}
