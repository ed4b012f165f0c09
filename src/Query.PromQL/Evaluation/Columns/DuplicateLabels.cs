using Orleans.Obs.Query.Common.Labels;

namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>What happens when an operation leaves several series with the same labels.</summary>
internal static class DuplicateLabels
{
    /// <summary>Refuses them.</summary>
    /// <exception cref="QueryException">Two series have the same labels.</exception>
    public static void Refuse(SeriesColumns vector)
    {
        var seen = new LabelSetTable();
        for (int series = 0; series < vector.Count; series++)
        {
            seen.GetOrAdd(vector.LabelsOf(series).Bytes, out bool added);
            if (!added)
            {
                throw QueryErrors.SameLabels();
            }
        }
    }

    /// <summary>Joins them into one series, as long as no two have a point at the same step.</summary>
    /// <exception cref="QueryException">Two points with the same labels meet.</exception>
    public static void Merge(SeriesColumns vector)
    {
        var seen = new LabelSetTable();
        int[] first = [];
        bool merged = false;
        for (int series = 0; series < vector.Count; series++)
        {
            int number = seen.GetOrAdd(vector.LabelsOf(series).Bytes, out bool added);
            if (added)
            {
                if (number >= first.Length)
                {
                    Array.Resize(ref first, Math.Max(16, 2 * first.Length));
                }

                first[number] = series;
                continue;
            }

            Move(vector, series, first[number]);
            merged = true;
        }

        if (merged)
        {
            vector.RemoveEmpty();
        }
    }

    private static void Move(SeriesColumns vector, int from, int to)
    {
        Column source = vector[from], target = vector[to];
        foreach (int step in source.PresentSteps())
        {
            if (target.Has(step))
            {
                throw QueryErrors.SameLabels();
            }

            vector.SetPoint(to, step, source);
        }

        source.Presence.Clear();
        source.Histograms.Clear();
    }
}
