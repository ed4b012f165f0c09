namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>The evaluation times of an expression: <c>Start</c>, <c>Start + Step</c>, … in milliseconds; an instant query has one, an empty subquery none.</summary>
internal readonly record struct StepGrid(long Start, long Step, int Count)
{
    /// <summary>The last evaluation time.</summary>
    public long End => Start + ((Count - 1) * Step);

    /// <summary>How many words hold one bit per step.</summary>
    public int PresenceWords => (Count + 63) >> 6;

    /// <summary>The grid of the first evaluation time alone.</summary>
    public StepGrid First => this with { Count = Math.Min(Count, 1) };

    /// <summary>The times from <paramref name="start"/> up to <paramref name="end"/>.</summary>
    public static StepGrid Between(long start, long end, long step) =>
        step <= 0 ? new(start, 1, 1) : new(start, step, end < start ? 0 : checked((int)((end - start) / step)) + 1);

    /// <summary>The time of a step.</summary>
    public long TimeOf(int step) => Start + (step * Step);
}
