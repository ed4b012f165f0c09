using Orleans.Obs.Query.LogQL.Pipelines;

namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>Takes the rows that passed a pipeline.</summary>
internal interface IRowSink
{
    /// <summary>A row that passed.</summary>
    /// <param name="row">What the pipeline made of it.</param>
    /// <param name="number">Its number in the group.</param>
    void Take(ref PipelineRow row, int number);
}
