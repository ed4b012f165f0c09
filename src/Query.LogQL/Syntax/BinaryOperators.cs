namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>What is known about the operators.</summary>
internal static class BinaryOperators
{
    public const int LowestPrecedence = 1;

    private static readonly string[] _symbols = ["or", "and", "unless", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "^"];

    public static string Symbol(this BinaryOperator op) => _symbols[(int)op];

    public static bool IsSet(this BinaryOperator op) => op <= BinaryOperator.Unless;

    public static bool IsComparison(this BinaryOperator op) => op is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    public static int Precedence(this BinaryOperator op) => op switch
    {
        BinaryOperator.Or => LowestPrecedence,
        BinaryOperator.And or BinaryOperator.Unless => 2,
        <= BinaryOperator.GreaterOrEqual => 3,
        <= BinaryOperator.Subtract => 4,
        <= BinaryOperator.Modulo => 5,
        _ => 6,
    };

    public static BinaryOperator? Find(TokenKind kind) => kind switch
    {
        TokenKind.Or => BinaryOperator.Or,
        TokenKind.And => BinaryOperator.And,
        TokenKind.Unless => BinaryOperator.Unless,
        TokenKind.CompareEqual => BinaryOperator.Equal,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessOrEqual => BinaryOperator.LessOrEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterOrEqual => BinaryOperator.GreaterOrEqual,
        TokenKind.Add => BinaryOperator.Add,
        TokenKind.Subtract => BinaryOperator.Subtract,
        TokenKind.Multiply => BinaryOperator.Multiply,
        TokenKind.Divide => BinaryOperator.Divide,
        TokenKind.Modulo => BinaryOperator.Modulo,
        TokenKind.Power => BinaryOperator.Power,
        _ => null,
    };
}
