using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Stages;

/// <summary>
/// What can be done to each series on its own, in place: functions of one value, arithmetic and comparison with a scalar. Runs in shards on the column that a window left, and in
/// the coordinator on whole vectors.
/// </summary>
internal abstract record ColumnStage
{
    /// <summary>True when the values no longer are what the metric name says.</summary>
    public virtual bool DropsName => true;

    /// <summary>Changes the points of a column and removes those that do not survive.</summary>
    public abstract void Apply(in Column column, StepGrid grid, AnnotationSet annotations);
}
