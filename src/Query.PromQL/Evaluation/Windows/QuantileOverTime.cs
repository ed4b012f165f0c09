using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary><c>quantile_over_time</c>.</summary>
internal sealed class QuantileOverTime(StepScalar quantile) : WindowFunction
{
    private double[] _scratch = [];

    public override bool Evaluate(Window window)
    {
        if (window.FloatCount == 0)
        {
            return false;
        }

        double wanted = quantile[window.Step];
        if (!(wanted >= 0 && wanted <= 1))
        {
            window.Warn(AnnotationText.QuantileOutOfRange(wanted));
        }

        window.InformOfIgnoredHistograms();
        return window.Result(Quantile.Of(wanted, Quantile.Copy(window.Floats, ref _scratch)));
    }
}
