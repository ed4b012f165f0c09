using System.Collections.Immutable;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>count_values(): how many elements of a group have each value; the value becomes a label.</summary>
internal sealed class CountValues(VectorOperator input, string label, bool without, ImmutableArray<string> grouping) : VectorOperator(input.Grid, input)
{
    private readonly LabelProjection _groups = LabelProjection.Grouping(!without, without ? grouping : grouping.Add(label));
    private readonly byte[] _label = GoLiteral.Encode(label);

    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        var result = new SeriesColumns(Grid);
        var rows = new GroupTable();
        var builder = new LabelSetBuilder();
        for (int series = 0; series < vector.Count; series++)
        {
            Column column = vector[series];
            foreach (int step in column.PresentSteps())
            {
                string value = column.HistogramAt(step)?.ToString() ?? PrometheusFloat.FormatFixed(column.Values[step]);
                builder.Reset(vector.LabelsOf(series));
                builder.Set(_label, GoLiteral.Encode(value));
                int row = rows.GroupOf(_groups.Project(builder.ToLabelSet()), nameDropped: false);
                if (row == result.Count)
                {
                    result.Add(rows.LabelsOf(row), nameDropped: false);
                }

                Column counts = result[row];
                counts.SetFloat(step, counts.Has(step) ? counts.Values[step] + 1 : 1);
            }
        }

        return result;
    }
}
