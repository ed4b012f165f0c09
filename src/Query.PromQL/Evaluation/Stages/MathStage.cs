using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>abs, ceil, floor, exponentials, logarithms, trigonometry, sgn, deg, rad.</summary>
internal sealed record MathStage(MathFunction Function) : FloatStage
{
    protected override void Map(in Column column, StepGrid grid)
    {
        Func<double, double> function = Implementation(Function);
        foreach (int step in column.PresentSteps())
        {
            column.Values[step] = function(column.Values[step]);
        }
    }

    private static Func<double, double> Implementation(MathFunction function) => function switch
    {
        MathFunction.Abs => Math.Abs,
        MathFunction.Ceil => Math.Ceiling,
        MathFunction.Floor => Math.Floor,
        MathFunction.Exp => Math.Exp,
        MathFunction.Ln => PromQLMath.Ln,
        MathFunction.Log2 => Math.Log2,
        MathFunction.Log10 => PromQLMath.Log10,
        MathFunction.Sqrt => Math.Sqrt,
        MathFunction.Sgn => static value => value < 0 ? -1 : value > 0 ? 1 : value,
        MathFunction.Sin => Math.Sin,
        MathFunction.Cos => Math.Cos,
        MathFunction.Tan => Math.Tan,
        MathFunction.Asin => Math.Asin,
        MathFunction.Acos => Math.Acos,
        MathFunction.Atan => Math.Atan,
        MathFunction.Sinh => Math.Sinh,
        MathFunction.Cosh => Math.Cosh,
        MathFunction.Tanh => Math.Tanh,
        MathFunction.Asinh => Math.Asinh,
        MathFunction.Acosh => Math.Acosh,
        MathFunction.Atanh => Math.Atanh,
        MathFunction.Deg => static value => value * 180 / Math.PI,
        MathFunction.Rad => static value => value * Math.PI / 180,
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };
}
