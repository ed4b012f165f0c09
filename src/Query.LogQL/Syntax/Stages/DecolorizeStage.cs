namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary><c>decolorize</c>: takes terminals' colours out of the line.</summary>
public sealed record DecolorizeStage : Stage;
