using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>An aggregation of a vector that is put together here.</summary>
internal sealed class AggregateVector(VectorOperator input, AggregationDraft draft)
    : VectorOperator(input.Grid, draft.Parameter is null ? [input] : [input, draft.Parameter])
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        AggregationSpec? spec = await draft.CompleteAsync(Grid, run).ConfigureAwait(false);
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        var result = new SeriesColumns(Grid);
        if (spec is null)
        {
            return result;
        }

        var groups = new GroupTable();
        LabelProjection grouping = spec.Grouping();
        Aggregation aggregation = spec.Create(Grid, run.Annotations);
        for (int series = 0; series < vector.Count; series++)
        {
            int group = groups.GroupOf(grouping.Project(vector.LabelsOf(series)), vector.IsNameDropped(series));
            aggregation.EnsureGroups(groups.Count);
            aggregation.Add(group, vector[series], vector.LabelsOf(series), vector.IsNameDropped(series));
        }

        aggregation.Finish(groups, result);
        result.RemoveEmpty();
        return result;
    }
}
