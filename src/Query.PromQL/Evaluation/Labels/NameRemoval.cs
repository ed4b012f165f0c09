using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Labels;

/// <summary>Takes names off series whose values are no longer what the name says: at once, or at the end of the query, so that by (__name__) still sees them.</summary>
internal static class NameRemoval
{
    /// <summary>Drops or flags the names of all series.</summary>
    public static void Drop(SeriesColumns vector, bool delayed)
    {
        if (delayed)
        {
            for (int series = 0; series < vector.Count; series++)
            {
                vector.SetNameDropped(series, dropped: true);
            }

            return;
        }

        LabelProjection withoutName = MetadataLabels.Drop();
        for (int series = 0; series < vector.Count; series++)
        {
            vector.SetLabels(series, withoutName.Apply(vector.LabelsOf(series)));
        }

        DuplicateLabels.Merge(vector);
    }

    /// <summary>Takes off all flagged names.</summary>
    public static void Complete(SeriesColumns vector)
    {
        LabelProjection withoutName = MetadataLabels.Drop();
        for (int series = 0; series < vector.Count; series++)
        {
            if (vector.IsNameDropped(series))
            {
                vector.SetLabels(series, withoutName.Apply(vector.LabelsOf(series)));
            }
        }

        DuplicateLabels.Merge(vector);
    }
}
