namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>The functions of one float; the numbers are part of the plan's encoding.</summary>
internal enum MathFunction : byte
{
    Abs = 0,
    Ceil = 1,
    Floor = 2,
    Exp = 3,
    Ln = 4,
    Log2 = 5,
    Log10 = 6,
    Sqrt = 7,
    Sgn = 8,
    Sin = 9,
    Cos = 10,
    Tan = 11,
    Asin = 12,
    Acos = 13,
    Atan = 14,
    Sinh = 15,
    Cosh = 16,
    Tanh = 17,
    Asinh = 18,
    Acosh = 19,
    Atanh = 20,
    Deg = 21,
    Rad = 22,
}
