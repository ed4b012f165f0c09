namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// The windows of a series that has nothing but floats, at all steps of a plain selector: the samples from <see cref="From"/> up to but without <see cref="To"/>. They are found in one
/// pass, so that functions can go over all steps in one loop. One object serves all series.
/// </summary>
internal sealed class FloatWindows(SelectorTiming timing, SeriesSamples samples)
{
    /// <summary>From so much overlap on it pays to keep totals of what neighbouring windows share.</summary>
    private const int ManySteps = 4;

    private readonly int[] _from = new int[timing.Grid.Count];
    private readonly int[] _to = new int[timing.Grid.Count];

    public SeriesSamples Samples { get; } = samples;

    /// <summary>The first sample of each window.</summary>
    public ReadOnlySpan<int> From => _from;

    /// <summary>The end of each window; equal to its beginning where there is no sample.</summary>
    public ReadOnlySpan<int> To => _to;

    public ReadOnlySpan<double> Values => Samples.Floats.AsSpan(0, Samples.FloatCount);

    public ReadOnlySpan<long> Times => Samples.FloatTimes.AsSpan(0, Samples.FloatCount);

    /// <summary>Where the first window ends, inclusive.</summary>
    public long FirstEnd { get; } = timing.DataTime(0);

    /// <summary>How far apart the ends of neighbouring windows are.</summary>
    public long Advance { get; } = timing.Pinned is null ? timing.Grid.Step : 0;

    public long Range => timing.Range;

    /// <summary>True when windows share most of their samples with the next ones.</summary>
    public bool Overlap => _from.Length > ManySteps && Range > ManySteps * Advance;

    /// <summary>Finds the windows of the samples that were loaded, and counts what steps look at.</summary>
    public void Find(SampleCounter counter)
    {
        ReadOnlySpan<long> times = Times;
        Span<long> looks = counter.PerStep;
        int[] firsts = _from, ends = _to;
        long end = FirstEnd, range = Range, advance = Advance;
        int from = 0, to = 0;
        for (int step = 0; step < firsts.Length && step < ends.Length && step < looks.Length; step++, end += advance)
        {
            while ((uint)to < (uint)times.Length && times[to] <= end)
            {
                to++;
            }

            long after = end - range;
            while (from < to && times[from] <= after)
            {
                from++;
            }

            (firsts[step], ends[step]) = (from, to);
            looks[step] += to - from;
        }
    }
}
