namespace Orleans.Obs.Query.LogQL.Pipelines;

/// <summary>One stage at work. A step may keep memory between rows; it belongs to one evaluation and is not thread-safe.</summary>
internal abstract class PipelineStep
{
    /// <summary>Does what the stage does to a row; false when the row goes.</summary>
    public abstract bool Process(ref PipelineRow row);
}
