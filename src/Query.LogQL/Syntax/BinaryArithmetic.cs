namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>What operators make of two numbers.</summary>
internal static class BinaryArithmetic
{
    /// <summary>Any operator but the set operators; a comparison is 1 or 0, and dividing by zero gives no number rather than infinity, as in Loki.</summary>
    public static double Evaluate(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => right == 0 ? double.NaN : left / right,
        BinaryOperator.Modulo => right == 0 ? double.NaN : left % right,
        BinaryOperator.Power => Math.Pow(left, right),
        _ => Holds(op, left, right) ? 1 : 0,
    };

    public static bool Holds(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Equal => left == right,
        BinaryOperator.NotEqual => left != right,
        BinaryOperator.Less => left < right,
        BinaryOperator.LessOrEqual => left <= right,
        BinaryOperator.Greater => left > right,
        BinaryOperator.GreaterOrEqual => left >= right,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, null),
    };
}
