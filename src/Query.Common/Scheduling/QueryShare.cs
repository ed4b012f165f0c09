namespace Orleans.Obs.Query.Common.Scheduling;

/// <summary>How much of the workers' time one query has had. Thread-safe.</summary>
public sealed class QueryShare
{
    private long _used;

    /// <summary>Time in turns so far.</summary>
    public TimeSpan Used => TimeSpan.FromTicks(Interlocked.Read(ref _used));

    internal void Add(TimeSpan time) => Interlocked.Add(ref _used, time.Ticks);
}
