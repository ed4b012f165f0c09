using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>min_over_time</c> and <c>max_over_time</c>: NaN only when there is nothing else.</summary>
internal sealed class ExtremeOverTime<TOrder> : WindowFunction, IColumnFunction
    where TOrder : struct, IExtremeOrder
{
    private readonly SlidingTotals<WindowExtreme<TOrder>> _totals = new();

    public override bool Evaluate(Window window)
    {
        if (window.FloatCount == 0)
        {
            return false;
        }

        window.InformOfIgnoredHistograms();
        var extreme = WindowExtreme<TOrder>.Of(window.Floats[0]);
        foreach (double value in window.Floats[1..])
        {
            extreme = WindowExtreme<TOrder>.Join(extreme, WindowExtreme<TOrder>.Of(value));
        }

        return window.Result(extreme.Value);
    }

    public bool? TryEvaluate(FloatWindows windows, ScratchColumn destination)
    {
        if (!windows.Overlap)
        {
            return null;
        }

        ReadOnlySpan<WindowExtreme<TOrder>> totals = _totals.Of(windows);
        bool any = false;
        for (int step = 0; step < totals.Length; step++)
        {
            if (windows.From[step] < windows.To[step])
            {
                destination.Set(step, totals[step].Value);
                any = true;
            }
        }

        return any;
    }
}
