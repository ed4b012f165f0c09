using System.Collections.Frozen;
using Orleans.Obs.Query.PromQL.Evaluation.Windows;

namespace Orleans.Obs.Query.PromQL.Evaluation.Plan;

/// <summary>The functions of range vectors by name.</summary>
internal static class RangeFunctions
{
    private static readonly FrozenDictionary<string, WindowKind> _kinds = new Dictionary<string, WindowKind>
    {
        ["rate"] = WindowKind.Rate,
        ["increase"] = WindowKind.Increase,
        ["delta"] = WindowKind.Delta,
        ["irate"] = WindowKind.InstantRate,
        ["idelta"] = WindowKind.InstantDelta,
        ["resets"] = WindowKind.Resets,
        ["changes"] = WindowKind.Changes,
        ["deriv"] = WindowKind.Deriv,
        ["predict_linear"] = WindowKind.PredictLinear,
        ["double_exponential_smoothing"] = WindowKind.DoubleExponentialSmoothing,
        ["sum_over_time"] = WindowKind.SumOverTime,
        ["avg_over_time"] = WindowKind.AverageOverTime,
        ["min_over_time"] = WindowKind.MinOverTime,
        ["max_over_time"] = WindowKind.MaxOverTime,
        ["count_over_time"] = WindowKind.CountOverTime,
        ["present_over_time"] = WindowKind.PresentOverTime,
        ["absent_over_time"] = WindowKind.PresentOverTime,
        ["first_over_time"] = WindowKind.FirstOverTime,
        ["last_over_time"] = WindowKind.LastOverTime,
        ["stddev_over_time"] = WindowKind.StddevOverTime,
        ["stdvar_over_time"] = WindowKind.StdvarOverTime,
        ["quantile_over_time"] = WindowKind.QuantileOverTime,
        ["mad_over_time"] = WindowKind.MedianDeviationOverTime,
        ["ts_of_first_over_time"] = WindowKind.TimeOfFirst,
        ["ts_of_last_over_time"] = WindowKind.TimeOfLast,
        ["ts_of_min_over_time"] = WindowKind.TimeOfMin,
        ["ts_of_max_over_time"] = WindowKind.TimeOfMax,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The window of a function, or null when it is no function of range vectors.</summary>
    public static WindowKind? Find(string function) => _kinds.TryGetValue(function, out WindowKind kind) ? kind : null;

    /// <summary>Refuses functions to which the samples beyond the range mean nothing.</summary>
    /// <exception cref="QueryException">The function can't be used with the modifier.</exception>
    public static void CheckExtension(string function, SelectorExtension extension)
    {
        bool fits = extension switch
        {
            SelectorExtension.Anchored => function is "changes" or "delta" or "increase" or "rate" or "resets",
            SelectorExtension.Smoothed => function is "delta" or "increase" or "rate",
            _ => true,
        };
        if (!fits)
        {
            throw new QueryException(
                QueryErrorKind.Execution,
                extension == SelectorExtension.Anchored
                    ? $"anchored modifier can only be used with: changes, delta, increase, rate, resets - not with {function}"
                    : $"smoothed modifier can only be used with: delta, increase, rate - not with {function}");
        }
    }
}
