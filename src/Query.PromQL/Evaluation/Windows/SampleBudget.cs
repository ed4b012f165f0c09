namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>How many samples a query holds in memory, over all threads that work for it, and how many it may. Thread-safe.</summary>
internal sealed class SampleBudget(long limit)
{
    private long _held;
    private long _peak;

    /// <summary>The most samples held at a time.</summary>
    public long Peak => Interlocked.Read(ref _peak);

    /// <summary>Takes samples into memory for as long as the query runs, on top of <paramref name="transient"/> ones.</summary>
    /// <exception cref="QueryException">The query would hold too many.</exception>
    public void Hold(long samples, long transient = 0)
    {
        long held = (samples == 0 ? Interlocked.Read(ref _held) : Interlocked.Add(ref _held, samples)) + transient;
        for (long peak = Interlocked.Read(ref _peak); held > peak;)
        {
            long seen = Interlocked.CompareExchange(ref _peak, held, peak);
            if (seen == peak)
            {
                break;
            }

            peak = seen;
        }

        if (held > limit)
        {
            throw QueryErrors.TooManySamples();
        }
    }
}
