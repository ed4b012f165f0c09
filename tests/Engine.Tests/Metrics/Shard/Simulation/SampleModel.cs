namespace Orleans.Obs.Engine.Tests.Metrics.Shard.Simulation;

/// <summary>
/// What one shard may answer: for each series and time the values that are possible, null for none. A write whose outcome is unknown adds a possibility, an acknowledged one leaves
/// exactly its own.
/// </summary>
internal sealed class SampleModel
{
    private readonly SortedDictionary<string, SortedDictionary<long, HashSet<long?>>> _series = new(StringComparer.Ordinal);

    public int Samples => _series.Values.Sum(static samples => samples.Count);

    /// <summary>Is the value at this time certain or possibly absent, but surely no other?</summary>
    public bool IsNothingElse(string series, long time, long value) =>
        !_series.TryGetValue(series, out var samples) || !samples.TryGetValue(time, out HashSet<long?>? possible) || possible.All(one => one is null || one == value);

    /// <summary>The write is under way. False when its value was possible before.</summary>
    public bool Attempt(string series, long time, long value)
    {
        SortedDictionary<long, HashSet<long?>> samples = _series.TryGetValue(series, out var known) ? known : _series[series] = [];
        return (samples.TryGetValue(time, out HashSet<long?>? possible) ? possible : samples[time] = [null]).Add(value);
    }

    public void Acknowledge(string series, long time, long value) => _series[series][time] = [value];

    /// <summary>The write had no effect.</summary>
    public void Refuse(string series, long time, long value) => _series[series][time].Remove(value);

    public void Delete(Func<string, bool> isSelected, long from, long to, bool certain)
    {
        foreach (HashSet<long?> possible in _series.Where(series => isSelected(series.Key)).SelectMany(series => series.Value.Where(sample => sample.Key >= from && sample.Key <= to)).Select(static sample => sample.Value))
        {
            if (certain)
            {
                possible.Clear();
            }

            possible.Add(null);
        }
    }

    /// <summary>The first thing that is wrong with an answer; null when it is possible.</summary>
    public string? Fault(SortedDictionary<string, List<(long Time, long Bits)>> answer, Func<string, bool> isSelected, long from, long to)
    {
        foreach ((string series, List<(long Time, long Bits)> samples) in answer)
        {
            if (!isSelected(series) || !_series.ContainsKey(series))
            {
                return $"{series} was not asked for";
            }

            for (int i = 0; i < samples.Count; i++)
            {
                if (samples[i].Time < from || samples[i].Time > to || (i > 0 && samples[i].Time <= samples[i - 1].Time) || !_series[series].ContainsKey(samples[i].Time))
                {
                    return $"{series} must not have a sample at {samples[i].Time}";
                }
            }
        }

        foreach ((string series, SortedDictionary<long, HashSet<long?>> expected) in _series.Where(series => isSelected(series.Key)))
        {
            Dictionary<long, long> found = answer.TryGetValue(series, out var samples) ? samples.ToDictionary(static one => one.Time, static one => one.Bits) : [];
            foreach ((long time, HashSet<long?> possible) in expected.Where(sample => sample.Key >= from && sample.Key <= to))
            {
                long? actual = found.TryGetValue(time, out long bits) ? bits : null;
                if (!possible.Contains(actual))
                {
                    return $"{series} has {actual?.ToString("x") ?? "nothing"} at {time}, possible: {string.Join(", ", possible.Select(static one => one?.ToString("x") ?? "nothing"))}";
                }
            }
        }

        return null;
    }
}
