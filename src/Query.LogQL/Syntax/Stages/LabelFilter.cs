namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>A condition on labels. Immutable.</summary>
public abstract record LabelFilter;
