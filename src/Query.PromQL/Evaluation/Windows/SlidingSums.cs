using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>Sums of overlapping windows, as long as no sum can overflow: where one does depends on the order of its samples.</summary>
internal sealed class SlidingSums
{
    /// <summary>A million of these add up to a number that still is one.</summary>
    private const double Large = 1e300;

    private readonly SlidingTotals<CompensatedSum> _totals = new();

    /// <summary>Sets what becomes of each window's sum and number of samples; null, with nothing done, where windows are to be summed up one by one.</summary>
    public bool? TryEvaluate(FloatWindows windows, ScratchColumn destination, Func<CompensatedSum, int, double> result)
    {
        if (!windows.Overlap || HasLarge(windows.Values))
        {
            return null;
        }

        ReadOnlySpan<CompensatedSum> totals = _totals.Of(windows);
        ReadOnlySpan<int> from = windows.From, to = windows.To;
        bool any = false;
        for (int step = 0; step < totals.Length; step++)
        {
            if (from[step] < to[step])
            {
                destination.Set(step, result(totals[step], to[step] - from[step]));
                any = true;
            }
        }

        return any;
    }

    private static bool HasLarge(ReadOnlySpan<double> values)
    {
        bool large = false;
        foreach (double value in values)
        {
            large |= Math.Abs(value) > Large;
        }

        return large;
    }
}
