using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>A range function that can go over all windows of a series of floats in one loop.</summary>
internal interface IColumnFunction
{
    /// <summary>Evaluates all windows and says whether there is any result; null, with nothing done, when the windows have to be shown one by one.</summary>
    bool? TryEvaluate(FloatWindows windows, ScratchColumn destination);
}
