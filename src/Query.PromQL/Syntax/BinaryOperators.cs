namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>What the parser, the checker and the printer know about binary operators.</summary>
internal static class BinaryOperators
{
    /// <summary>The precedence of <c>or</c>.</summary>
    public const int LowestPrecedence = 1;

    /// <summary>An operand of a sign takes only <c>^</c> with it: signs bind like multiplication, from the left.</summary>
    public const int UnaryPrecedence = PowerPrecedence;

    private const int PowerPrecedence = 6;

    /// <summary>A binary operator of the grammar; <see cref="RightPrecedence"/> is the lowest that its right operand may contain.</summary>
    public readonly record struct Entry(BinaryOperator Operator, int Precedence)
    {
        public int RightPrecedence => Operator == BinaryOperator.Power ? Precedence : Precedence + 1;
    }

    public static Entry? Find(TokenKind kind) => kind switch
    {
        TokenKind.Or => new(BinaryOperator.Or, LowestPrecedence),
        TokenKind.And => new(BinaryOperator.And, 2),
        TokenKind.Unless => new(BinaryOperator.Unless, 2),
        TokenKind.Equal => new(BinaryOperator.Equal, 3),
        TokenKind.NotEqual => new(BinaryOperator.NotEqual, 3),
        TokenKind.Less => new(BinaryOperator.Less, 3),
        TokenKind.LessOrEqual => new(BinaryOperator.LessOrEqual, 3),
        TokenKind.Greater => new(BinaryOperator.Greater, 3),
        TokenKind.GreaterOrEqual => new(BinaryOperator.GreaterOrEqual, 3),
        TokenKind.TrimUpper => new(BinaryOperator.TrimUpper, 3),
        TokenKind.TrimLower => new(BinaryOperator.TrimLower, 3),
        TokenKind.Add => new(BinaryOperator.Add, 4),
        TokenKind.Subtract => new(BinaryOperator.Subtract, 4),
        TokenKind.Multiply => new(BinaryOperator.Multiply, 5),
        TokenKind.Divide => new(BinaryOperator.Divide, 5),
        TokenKind.Modulo => new(BinaryOperator.Modulo, 5),
        TokenKind.Atan2 => new(BinaryOperator.Atan2, 5),
        TokenKind.Power => new(BinaryOperator.Power, PowerPrecedence),
        _ => null,
    };

    public static bool IsComparison(this BinaryOperator op) => op is >= BinaryOperator.Equal and <= BinaryOperator.LessOrEqual;

    public static bool IsSet(this BinaryOperator op) => op is BinaryOperator.And or BinaryOperator.Or or BinaryOperator.Unless;

    public static string Symbol(this BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Modulo => "%",
        BinaryOperator.Power => "^",
        BinaryOperator.Atan2 => "atan2",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Greater => ">",
        BinaryOperator.Less => "<",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.And => "and",
        BinaryOperator.Or => "or",
        BinaryOperator.Unless => "unless",
        BinaryOperator.TrimUpper => "</",
        BinaryOperator.TrimLower => ">/",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, null),
    };
}
