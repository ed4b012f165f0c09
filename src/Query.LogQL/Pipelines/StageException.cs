namespace Orleans.Obs.Query.LogQL.Pipelines;

/// <summary>A stage that the grammar allows and that means nothing: why, without the stage.</summary>
internal sealed class StageException(string reason) : Exception(reason);
