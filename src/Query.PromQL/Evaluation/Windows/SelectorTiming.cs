using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// Which times of the data a selector looks at from each step of a grid. Windows are open on the left: a sample exactly at the start does not count. Milliseconds.
/// </summary>
/// <param name="Grid">The evaluation times.</param>
/// <param name="Pinned">The time of <c>@</c>, which stands for every evaluation time, or null.</param>
/// <param name="Offset">How far before the evaluation time the window ends.</param>
/// <param name="Range">How long the window is; for an instant selector the lookback.</param>
/// <param name="Lookback">How far an extended selector reaches beyond its range.</param>
/// <param name="Extension">To which sides it does.</param>
internal sealed record SelectorTiming(StepGrid Grid, long? Pinned, long Offset, long Range, long Lookback, SelectorExtension Extension)
{
    /// <summary>The first data time that can matter, inclusive.</summary>
    public long MinTime => DataTime(0) - Range - Before + 1;

    /// <summary>The last data time that can matter, inclusive.</summary>
    public long MaxTime => DataTime(Grid.Count - 1) + After;

    /// <summary>How far before the range samples are shown.</summary>
    public long Before => Extension == SelectorExtension.None ? 0 : Lookback;

    /// <summary>How far after the range samples are shown.</summary>
    public long After => Extension == SelectorExtension.Smoothed ? Lookback : 0;

    /// <summary>The data time that a step looks at, where its window ends.</summary>
    public long DataTime(int step) => (Pinned ?? Grid.TimeOf(step)) - Offset;
}
