using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>sum: compensated, so that the order of series and shards does not show.</summary>
internal sealed class SumAggregation(StepGrid grid, AnnotationSet annotations, AnnotationSite site) : FloatsAndHistograms(average: false, grid, annotations, site)
{
    private readonly GroupedArray<double> _sums = new(grid.Count);
    private readonly GroupedArray<double> _compensations = new(grid.Count);

    private readonly double[] _mergedSums = new double[grid.Count];
    private readonly double[] _mergedCompensations = new double[grid.Count];

    protected override void Grow(int groups)
    {
        base.Grow(groups);
        _sums.EnsureGroups(groups);
        _compensations.EnsureGroups(groups);
    }

    protected override void AddFloats(int group, in Column column)
    {
        Span<double> sums = _sums[group], compensations = _compensations[group];
        foreach (int step in column.PresentSteps())
        {
            CompensatedSum.Add(ref sums[step], ref compensations[step], column.Values[step]);
        }
    }

    protected override void AddFloat(int group, int step, double value) =>
        CompensatedSum.Add(ref _sums[group][step], ref _compensations[group][step], value);

    protected override void WriteFloats(int group, WireWriter writer)
    {
        writer.Raw<double>(_sums[group]);
        bool compensated = _compensations[group].IndexOfAnyExcept(0.0) >= 0;
        writer.Flag(compensated);
        if (compensated)
        {
            writer.Raw<double>(_compensations[group]);
        }
    }

    protected override void MergeFloats(int group, scoped ReadOnlySpan<ulong> presence, ref WireReader reader)
    {
        double[] sums = _mergedSums, compensations = _mergedCompensations;
        Array.Clear(compensations);
        reader.Raw<double>(sums);
        if (reader.Flag())
        {
            reader.Raw<double>(compensations);
        }

        Span<double> ownSums = _sums[group], ownCompensations = _compensations[group];
        foreach (int step in new PresentSteps(presence))
        {
            var sum = new CompensatedSum(ownSums[step], ownCompensations[step]);
            sum.Add(new CompensatedSum(sums[step], compensations[step]));
            (ownSums[step], ownCompensations[step]) = (sum.Sum, sum.Compensation);
        }
    }

    protected override double FloatAt(int group, int step) => new CompensatedSum(_sums[group][step], _compensations[group][step]).Total;
}
