namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>The evaluation times of a metric query in nanoseconds: <c>Start</c>, <c>Start + Step</c>, …; an instant query has one.</summary>
internal readonly record struct StepGrid(long Start, long Step, int Count)
{
    /// <summary>No grid is longer.</summary>
    public const int MostSteps = 1 << 20;

    /// <summary>How many words hold one bit for each step.</summary>
    public int Words => (Count + 63) >> 6;

    public long TimeOf(int step) => Start + (step * Step);
}
