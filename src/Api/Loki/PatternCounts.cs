using Orleans.Obs.Query.Common.Logs;

namespace Orleans.Obs.Api.Loki;

/// <summary>How many lines of each pattern and level there are in steps of time, estimated from samples and exact counts of all lines.</summary>
/// <param name="first">Where the first step begins, nanoseconds.</param>
/// <param name="step">Nanoseconds.</param>
/// <param name="steps">How many steps.</param>
internal sealed class PatternCounts(long first, long step, int steps)
{
    private const long Second = 1_000_000_000;

    private readonly Dictionary<string, long[]> _linesByLevel = new(StringComparer.Ordinal);
    private readonly Dictionary<(LogPattern Pattern, string Level), double[]> _patterns = [];
    private readonly Dictionary<(LogPattern Pattern, string Level), int> _sample = [];
    private readonly Dictionary<string, int> _sampleByLevel = new(StringComparer.Ordinal);

    public long First { get; } = first;

    public long Step { get; } = step;

    public int Steps { get; } = steps;

    /// <summary>Each pattern and level with its counts, the most common first; steps without such lines are left out.</summary>
    public IEnumerable<(string Pattern, string Level, IReadOnlyList<(long Seconds, long Count)> Samples)> All => _patterns
        .GroupBy(static counted => (Pattern: counted.Key.Pattern.ToString(), counted.Key.Level))
        .Select(same => (same.Key.Pattern, same.Key.Level, Samples: SamplesOf([.. same.Select(static counted => counted.Value)])))
        .Where(static counted => counted.Samples.Count > 0)
        .OrderByDescending(static counted => counted.Samples.Sum(static sample => sample.Count))
        .ThenBy(static counted => counted.Pattern, StringComparer.Ordinal);

    /// <summary>Notes how many lines of a level a step has that ends at a time.</summary>
    public void AddLines(string level, long end, long count)
    {
        if (!_linesByLevel.TryGetValue(level, out long[]? lines))
        {
            _linesByLevel.Add(level, lines = new long[Steps]);
        }

        lines[Math.Clamp((int)((end - First) / Step) - 1, 0, Steps - 1)] += count;
    }

    /// <summary>Adds a line to the sample; one without a pattern counts all the same.</summary>
    public void Sample(LogPattern? pattern, string level)
    {
        _sampleByLevel[level] = _sampleByLevel.GetValueOrDefault(level) + 1;
        if (pattern is not null)
        {
            _sample[(pattern, level)] = _sample.GetValueOrDefault((pattern, level)) + 1;
        }
    }

    /// <summary>Takes the sample for what the steps of its window are like, and begins the next.</summary>
    public void Spread(int from, int to)
    {
        foreach (((LogPattern pattern, string level), int count) in _sample)
        {
            if (!_patterns.TryGetValue((pattern, level), out double[]? counts))
            {
                _patterns.Add((pattern, level), counts = new double[Steps]);
            }

            double share = (double)count / _sampleByLevel[level];
            for (int i = from; i < to; i++)
            {
                counts[i] += share * (_linesByLevel.TryGetValue(level, out long[]? lines) ? lines[i] : 0);
            }
        }

        _sample.Clear();
        _sampleByLevel.Clear();
    }

    private IReadOnlyList<(long Seconds, long Count)> SamplesOf(double[][] counts) =>
    [
        .. Enumerable.Range(0, Steps)
            .Select(i => (Seconds: (First + (i * Step)) / Second, Count: (long)Math.Round(counts.Sum(one => one[i]))))
            .Where(static sample => sample.Count > 0),
    ];
}
