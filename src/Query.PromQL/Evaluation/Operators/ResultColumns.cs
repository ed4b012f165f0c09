using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Operators;

/// <summary>Turns columns into the series of a result. Series with a point at every step share one array of times.</summary>
internal static class ResultColumns
{
    public static List<ResultSeries> ToSeries(SeriesColumns vector)
    {
        long[] allTimes = new long[vector.Grid.Count];
        for (int step = 0; step < allTimes.Length; step++)
        {
            allTimes[step] = vector.Grid.TimeOf(step);
        }

        var result = new List<ResultSeries>(vector.Count);
        for (int series = 0; series < vector.Count; series++)
        {
            Column column = vector[series];
            int points = column.CountPresent();
            if (points > 0)
            {
                result.Add(points == allTimes.Length ? Full(vector, series, allTimes) : Sparse(vector, series, points, allTimes));
            }
        }

        return result;
    }

    /// <summary>A scalar along the steps as a series without labels.</summary>
    public static ResultSeries ToSeries(StepScalar scalar, StepGrid grid)
    {
        long[] times = new long[grid.Count];
        double[] values = new double[grid.Count];
        for (int step = 0; step < times.Length; step++)
        {
            (times[step], values[step]) = (grid.TimeOf(step), scalar[step]);
        }

        return new ResultSeries(LabelSet.Empty, times, values);
    }

    private static ResultSeries Full(SeriesColumns vector, int series, long[] times)
    {
        Column column = vector[series];
        NativeHistogram?[]? histograms = HasHistogram(column) ? column.Histograms.ToArray() : null;
        return new ResultSeries(vector.LabelsOf(series), times, vector.ValuesOf(series), histograms);
    }

    private static ResultSeries Sparse(SeriesColumns vector, int series, int points, long[] allTimes)
    {
        Column column = vector[series];
        long[] times = new long[points];
        double[] values = new double[points];
        NativeHistogram?[]? histograms = HasHistogram(column) ? new NativeHistogram?[points] : null;
        int at = 0;
        foreach (int step in column.PresentSteps())
        {
            (times[at], values[at]) = (allTimes[step], column.Values[step]);
            if (histograms is not null)
            {
                histograms[at] = column.Histograms[step];
            }

            at++;
        }

        return new ResultSeries(vector.LabelsOf(series), times, values, histograms);
    }

    private static bool HasHistogram(in Column column)
    {
        foreach (NativeHistogram? histogram in column.Histograms)
        {
            if (histogram is not null)
            {
                return true;
            }
        }

        return false;
    }
}
