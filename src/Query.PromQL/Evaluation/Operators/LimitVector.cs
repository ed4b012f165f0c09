using System.IO.Hashing;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Aggregations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Plan;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>limitk() and limit_ratio(): some elements of each group, as they are. Which part of the elements a ratio keeps depends on nothing but their labels.</summary>
internal sealed class LimitVector(VectorOperator input, AggregationDraft draft) : VectorOperator(input.Grid, input, draft.Parameter!)
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        AggregationSpec? spec = await draft.CompleteAsync(Grid, run).ConfigureAwait(false);
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        if (spec is null)
        {
            return new SeriesColumns(Grid);
        }

        if (spec.Operator == AggregateOperator.LimitRatio)
        {
            KeepRatio(vector, spec.Parameter);
        }
        else
        {
            KeepFirst(vector, spec);
        }

        vector.RemoveEmpty();
        return vector;
    }

    private static void KeepRatio(SeriesColumns vector, StepScalar ratio)
    {
        var bytes = new List<byte>();
        for (int series = 0; series < vector.Count; series++)
        {
            double place = HashOf(vector.LabelsOf(series), bytes) / (double)ulong.MaxValue;
            Column column = vector[series];
            foreach (int step in column.PresentSteps())
            {
                double wanted = Math.Clamp(ratio[step], -1, 1);
                if (wanted == 0 || (wanted > 0 ? place >= wanted : place < 1 + wanted))
                {
                    column.Remove(step);
                }
            }
        }
    }

    private void KeepFirst(SeriesColumns vector, AggregationSpec spec)
    {
        var groups = new GroupTable();
        LabelProjection grouping = spec.Grouping();
        var kept = new List<int[]>();
        for (int series = 0; series < vector.Count; series++)
        {
            int group = groups.GroupOf(grouping.Project(vector.LabelsOf(series)), nameDropped: false);
            if (group == kept.Count)
            {
                kept.Add(new int[Grid.Count]);
            }

            Column column = vector[series];
            foreach (int step in column.PresentSteps())
            {
                if (kept[group][step] + 1 > spec.Parameter[step])
                {
                    column.Remove(step);
                }
                else
                {
                    kept[group][step]++;
                }
            }
        }
    }

    /// <summary>xxHash64 of the names and values in order, each after its length: one byte, or 255 and three bytes.</summary>
    private static ulong HashOf(LabelSet labels, List<byte> bytes)
    {
        bytes.Clear();
        LabelReader reader = labels.GetReader();
        while (reader.Read())
        {
            Append(bytes, reader.Name);
            Append(bytes, reader.Value);
        }

        return XxHash64.HashToUInt64(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }

    private static void Append(List<byte> bytes, ReadOnlySpan<byte> text)
    {
        if (text.Length < 255)
        {
            bytes.Add((byte)text.Length);
        }
        else
        {
            bytes.AddRange([255, (byte)text.Length, (byte)(text.Length >> 8), (byte)(text.Length >> 16)]);
        }

        bytes.AddRange(text);
    }
}
