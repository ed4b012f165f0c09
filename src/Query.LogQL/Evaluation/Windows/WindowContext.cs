namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>What a window's value depends on beside its samples.</summary>
/// <param name="Seconds">The window's length.</param>
/// <param name="Parameter">The quantile.</param>
/// <param name="Begin">Where the window begins, nanoseconds.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct WindowContext(double Seconds, double Parameter, long Begin, long End);
