namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>The evaluation times of an expression: <c>Start</c>, <c>Start + Step</c>, … in milliseconds; an instant query has one, an empty subquery none.</summary>
internal readonly record struct StepGrid(long Start, long Step, int Count)
{
    /// <summary>No grid is longer.</summary>
    public const long MostSteps = 1 << 27;

    /// <summary>The last evaluation time.</summary>
    public long End => Start + ((Count - 1) * Step);

    /// <summary>How many words hold one bit per step.</summary>
    public int PresenceWords => (Count + 63) >> 6;

    /// <summary>The grid of the first evaluation time alone.</summary>
    public StepGrid First => this with { Count = Math.Min(Count, 1) };

    /// <summary>The times from <paramref name="start"/> up to <paramref name="end"/>; one time when the step is zero.</summary>
    /// <exception cref="QueryException">There are more of them than samples may be held.</exception>
    public static StepGrid Between(long start, long end, long step, long maxSteps)
    {
        if (step <= 0)
        {
            return new(start, 1, 1);
        }

        long count = end < start ? 0 : ((end - start) / step) + 1;
        return count >= 0 && count <= Math.Min(maxSteps, MostSteps) ? new(start, step, (int)count) : throw QueryErrors.TooManySamples();
    }

    /// <summary>The time of a step.</summary>
    public long TimeOf(int step) => Start + (step * Step);
}
