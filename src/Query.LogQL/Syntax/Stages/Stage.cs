namespace Orleans.Obs.Query.LogQL.Syntax.Stages;

/// <summary>One step of a pipeline. Immutable.</summary>
public abstract record Stage;
