namespace Orleans.Obs.Grains.Memory;

/// <summary>
/// How much memory the shards of this silo hold together. Shards report what they hold; past the soft mark the largest are asked to cut blocks early, past the budget
/// writes are refused until that has helped.
/// </summary>
internal sealed class MemoryBudget(long budget)
{
    private long _held;

    public long Budget { get; } = budget;

    public long Held => Interlocked.Read(ref _held);

    /// <summary>Writes must wait.</summary>
    public bool IsExhausted => Held > Budget;

    /// <summary>Time to cut early.</summary>
    public bool IsShort => Held > Budget - (Budget / 5);

    /// <summary>A shard holds so much more, or less when negative.</summary>
    public void Report(long change) => Interlocked.Add(ref _held, change);
}
