namespace Orleans.Obs.Silo.Telemetry;

/// <summary>The state of one time series of our own: a number, or the buckets of a histogram. Written by many threads without a lock.</summary>
internal sealed class MetricCell(double[] bounds)
{
    private readonly long[] _buckets = new long[bounds.Length + 1];
    private double _value;

    /// <summary>The number, or the sum of a histogram.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>The scrape that last saw an observable instrument report this series.</summary>
    public long Seen { get; set; }

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        double seen = Volatile.Read(ref _value);
        while (true)
        {
            double before = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (before.Equals(seen))
            {
                return;
            }

            seen = before;
        }
    }

    public void Observe(double value)
    {
        int bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _buckets[bucket]);
        Add(value);
    }

    /// <summary>Observations in one bucket alone; the last is what exceeds every bound.</summary>
    public long InBucket(int bucket) => Volatile.Read(ref _buckets[bucket]);
}
