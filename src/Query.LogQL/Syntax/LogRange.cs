namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>Lines of a window before each step.</summary>
/// <param name="Log">Which lines, and what happens to them.</param>
/// <param name="Interval">The window's length, nanoseconds.</param>
/// <param name="Offset">How far the window lies back, nanoseconds.</param>
/// <param name="Unwrap">The label whose value is the sample; null when the lines themselves are counted.</param>
public sealed record LogRange(LogExpr Log, long Interval, long Offset, Unwrap? Unwrap);
