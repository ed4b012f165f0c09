using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;
using Orleans.Obs.Query.PromQL.Evaluation.Numbers;
using Orleans.Obs.Query.PromQL.Evaluation.Wire;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>sum: compensated, so that the order of series and shards does not show.</summary>
internal sealed class SumAggregation(StepGrid grid, AnnotationSet annotations, AnnotationSite site) : FloatsAndHistograms(average: false, grid, annotations, site)
{
    private double[] _sums = [];
    private double[] _compensations = [];

    protected override void Grow(int groups)
    {
        base.Grow(groups);
        Grow(ref _sums, groups * Grid.Count);
        Grow(ref _compensations, groups * Grid.Count);
    }

    protected override void AddFloats(int group, in Column column)
    {
        Span<double> sums = Of(_sums, group), compensations = Of(_compensations, group);
        foreach (int step in column.PresentSteps())
        {
            CompensatedSum.Add(ref sums[step], ref compensations[step], column.Values[step]);
        }
    }

    protected override void AddFloat(int group, int step, double value) =>
        CompensatedSum.Add(ref Of(_sums, group)[step], ref Of(_compensations, group)[step], value);

    protected override void WriteFloats(int group, WireWriter writer)
    {
        writer.Raw<double>(Of(_sums, group));
        writer.Raw<double>(Of(_compensations, group));
    }

    protected override void MergeFloats(int group, ReadOnlySpan<ulong> presence, ref WireReader reader)
    {
        double[] sums = new double[Grid.Count], compensations = new double[Grid.Count];
        reader.Raw<double>(sums);
        reader.Raw<double>(compensations);
        foreach (int step in new PresentSteps(presence))
        {
            var sum = new CompensatedSum(Of(_sums, group)[step], Of(_compensations, group)[step]);
            sum.Add(new CompensatedSum(sums[step], compensations[step]));
            (Of(_sums, group)[step], Of(_compensations, group)[step]) = (sum.Sum, sum.Compensation);
        }
    }

    protected override double FloatAt(int group, int step) => new CompensatedSum(Of(_sums, group)[step], Of(_compensations, group)[step]).Total;

    private Span<double> Of(double[] array, int group) => array.AsSpan(group * Grid.Count, Grid.Count);
}
