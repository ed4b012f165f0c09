using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>A scalar along the steps of a grid: one number for all, or one per step.</summary>
internal readonly struct StepScalar
{
    private readonly double _constant;
    private readonly double[]? _perStep;

    public StepScalar(double constant) => _constant = constant;

    public StepScalar(double[] perStep) => _perStep = perStep;

    public bool IsConstant => _perStep is null;

    public double this[int step] => _perStep is null ? _constant : _perStep[step];

    /// <summary>The distinct storage: one value for a constant, else one per step.</summary>
    public ReadOnlySpan<double> Stored => _perStep ?? [_constant];

    public double Max(StepGrid grid)
    {
        double max = double.MinValue;
        for (int step = 0; step < grid.Count; step++)
        {
            max = PromQLMath.Max(max, this[step]);
        }

        return max;
    }

    public double Min(StepGrid grid)
    {
        double min = double.MaxValue;
        for (int step = 0; step < grid.Count; step++)
        {
            min = PromQLMath.Min(min, this[step]);
        }

        return min;
    }

    public bool HasNaN(StepGrid grid)
    {
        for (int step = 0; step < grid.Count; step++)
        {
            if (double.IsNaN(this[step]))
            {
                return true;
            }
        }

        return false;
    }
}
