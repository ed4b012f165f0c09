namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>Keeps the lines whose labels pass.</summary>
public sealed record LabelFilterStage(LabelFilter Filter) : Stage;
