namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>Where a variable part lies in a line.</summary>
internal readonly record struct LinePart(VariableKind Kind, int Start, int Length);
