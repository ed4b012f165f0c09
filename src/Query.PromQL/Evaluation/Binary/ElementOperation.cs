using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Binary;

/// <summary>A binary operator between two elements, each a float or a histogram.</summary>
internal static class ElementOperation
{
    /// <summary>True for the operators whose result is no longer what the metric name says.</summary>
    public static bool ChangesMeaning(BinaryOperator operation) => operation is >= BinaryOperator.Add and <= BinaryOperator.Atan2;

    /// <summary>Two scalars; a comparison is 1 or 0.</summary>
    public static double Scalars(BinaryOperator operation, double left, double right) =>
        operation.IsComparison() ? Compare(operation, left, right) ? 1 : 0 : Arithmetic(operation, left, right);

    public static double Arithmetic(BinaryOperator operation, double left, double right) => operation switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Modulo => left % right,
        BinaryOperator.Power => Math.Pow(left, right),
        BinaryOperator.Atan2 => Math.Atan2(left, right),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    public static bool Compare(BinaryOperator operation, double left, double right) => operation switch
    {
        BinaryOperator.Equal => left == right,
        BinaryOperator.NotEqual => left != right,
        BinaryOperator.Greater => left > right,
        BinaryOperator.Less => left < right,
        BinaryOperator.GreaterOrEqual => left >= right,
        BinaryOperator.LessOrEqual => left <= right,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>Two elements of which at least one is a histogram (or the operator is one of histograms).</summary>
    public static ElementResult Histograms(BinaryOperator operation, double left, double right, NativeHistogram? leftHistogram, NativeHistogram? rightHistogram) =>
        (operation, leftHistogram, rightHistogram) switch
        {
            (BinaryOperator.Multiply, null, { } histogram) => ElementResult.Of(histogram.Multiply(left).Compact()),
            (BinaryOperator.Multiply, { } histogram, null) => ElementResult.Of(histogram.Multiply(right).Compact()),
            (BinaryOperator.Divide, { } histogram, null) => ElementResult.Of(histogram.Divide(right).Compact()),
            (BinaryOperator.TrimUpper, { } histogram, null) => ElementResult.Of(histogram.TrimUpper(right)),
            (BinaryOperator.TrimLower, { } histogram, null) => ElementResult.Of(histogram.TrimLower(right)),
            (BinaryOperator.Add, { } one, { } other) => Combine("addition", "+", one.Add(other, out HistogramFlags flags), flags),
            (BinaryOperator.Subtract, { } one, { } other) => Combine("subtraction", "-", one.Subtract(other, out HistogramFlags flags), flags),
            (BinaryOperator.Equal, { } one, { } other) => ElementResult.Of(one) with { Kept = one.SameValue(other) },
            (BinaryOperator.NotEqual, { } one, { } other) => ElementResult.Of(one) with { Kept = !one.SameValue(other) },
            _ => new ElementResult
            {
                Failed = true,
                Message = AnnotationText.IncompatibleTypes(operation.Symbol(), leftHistogram is not null, rightHistogram is not null),
            },
        };

    private static ElementResult Combine(string name, string symbol, NativeHistogram? result, HistogramFlags flags)
    {
        if (result is null)
        {
            return new ElementResult { Failed = true, IsWarning = true, Message = AnnotationText.IncompatibleBuckets(symbol) };
        }

        // A conflict of hints takes precedence and, as the reference has it, takes the element with it.
        return (flags & HistogramFlags.ResetHintConflict) != 0
            ? new ElementResult { Failed = true, IsWarning = true, Message = AnnotationText.ConflictingResets(name) }
            : ElementResult.Of(result) with { Message = (flags & HistogramFlags.BoundsReconciled) != 0 ? AnnotationText.BoundsReconciled(name) : null };
    }
}
