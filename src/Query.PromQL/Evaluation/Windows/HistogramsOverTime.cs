using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>The sum or the average of the histograms of a window.</summary>
internal sealed class HistogramsOverTime(bool average)
{
    private readonly HistogramTotal _total = new(average);

    public bool Evaluate(Window window)
    {
        _total.Clear();
        foreach (NativeHistogram histogram in window.Histograms)
        {
            if (!_total.Add(histogram))
            {
                return window.RefuseSchemas();
            }
        }

        if (_total.HasConflictingHints)
        {
            window.Warn(AnnotationText.ConflictingResets("aggregation"));
        }

        if (_total.HasReconciledBounds)
        {
            window.Inform(AnnotationText.BoundsReconciled("aggregation"));
        }

        return window.Result(_total.ToHistogram());
    }
}
