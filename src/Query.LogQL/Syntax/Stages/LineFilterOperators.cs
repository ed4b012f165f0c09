namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>What is known about the operators of line filters.</summary>
internal static class LineFilterOperators
{
    private static readonly string[] _symbols = ["|=", "!=", "|~", "!~", "|>", "!>"];

    public static string Symbol(this LineFilterOperator op) => _symbols[(int)op];

    public static bool IsNegative(this LineFilterOperator op) => ((int)op & 1) != 0;
}
