namespace Orleans.Obs.Api.Queries;

/// <summary>What all runs of one query over time ranges of one length came to.</summary>
internal sealed record QueryTotals(string Text, long RangeSeconds, long Count, double SumSeconds, long SumSamples)
{
    public double AvgSeconds => SumSeconds / Count;

    public double AvgSamples => (double)SumSamples / Count;

    public static IReadOnlyList<QueryTotals> Of(IEnumerable<FinishedQuery> queries) =>
    [
        .. queries.GroupBy(static query => (query.Text, query.RangeSeconds)).Select(static runs => new QueryTotals(
            runs.Key.Text, runs.Key.RangeSeconds, runs.Count(), runs.Sum(static run => run.Duration.TotalSeconds), runs.Sum(static run => run.SamplesRead))),
    ];
}
