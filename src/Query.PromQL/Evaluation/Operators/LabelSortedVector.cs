using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>sort_by_label() and sort_by_label_desc(): by the natural order of some labels, then by all labels.</summary>
internal sealed class LabelSortedVector(VectorOperator input, ImmutableArray<string> labels, bool descending, AnnotationSite site) : VectorOperator(input.Grid, input)
{
    private readonly ImmutableArray<byte[]> _names = [.. labels.Select(GoLiteral.Encode)];

    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        if (Grid.Count > 1)
        {
            run.Annotations.Warn(AnnotationText.SortInRangeQuery, site);
            return vector;
        }

        int[] order = [.. Enumerable.Range(0, vector.Count)];
        Array.Sort(order, (left, right) => Compare(vector.LabelsOf(left), vector.LabelsOf(right)) * (descending ? -1 : 1));
        vector.Reorder(order);
        return vector;
    }

    private int Compare(LabelSet left, LabelSet right)
    {
        foreach (byte[] name in _names)
        {
            int order = NaturalOrder.Compare(left.ValueOf(name), right.ValueOf(name));
            if (order != 0)
            {
                return order;
            }
        }

        return left.CompareTo(right);
    }
}
