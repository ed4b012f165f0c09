using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>label_replace() and label_join(): one label of every series set from others. Setting the metric name keeps it, even if it was about to be dropped.</summary>
/// <param name="input">The vector.</param>
/// <param name="destination">The label to set, UTF-8.</param>
/// <param name="value">Its value, from a series' labels; null leaves the series as it is, an empty one removes the label.</param>
internal sealed class RelabelledVector(VectorOperator input, byte[] destination, Func<LabelSet, byte[]?> value) : VectorOperator(input.Grid, input)
{
    public override async ValueTask<SeriesColumns> EvaluateAsync(QueryRun run)
    {
        SeriesColumns vector = await input.EvaluateAsync(run).ConfigureAwait(false);
        var builder = new LabelSetBuilder();
        bool setsName = destination.AsSpan().SequenceEqual(MetadataLabels.NameUtf8);
        for (int series = 0; series < vector.Count; series++)
        {
            if (value(vector.LabelsOf(series)) is not { } text)
            {
                continue;
            }

            builder.Reset(vector.LabelsOf(series));
            builder.Set(destination, text);
            vector.SetLabels(series, builder.ToLabelSet());
            if (setsName)
            {
                vector.SetNameDropped(series, dropped: false);
            }
        }

        DuplicateLabels.Merge(vector);
        return vector;
    }
}
