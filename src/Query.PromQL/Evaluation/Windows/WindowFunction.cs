namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>A range function: from the samples of one series in a window to at most one point. Windows without any sample are not shown to it.</summary>
internal abstract class WindowFunction
{
    /// <summary>Called once before the windows of a series, so that what holds for all of them is found out once.</summary>
    public virtual void BeginSeries(SeriesSamples samples)
    {
    }

    /// <summary>True when there is a point; the window then holds its value or histogram.</summary>
    public abstract bool Evaluate(Window window);

    /// <summary>Called after the windows of a series, with whether any float came out.</summary>
    public virtual void EndSeries(Window window, bool hasFloats)
    {
    }
}
