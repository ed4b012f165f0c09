using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>stdvar and stddev by Welford's recurrence; partial results merge by Chan's formula (Chan, Golub, LeVeque 1979). Not finite values leave NaN.</summary>
internal sealed class SpreadAggregation(bool root, StepGrid grid, AnnotationSet annotations, AnnotationSite site)
    : FloatAggregation(root ? "stddev" : "stdvar", grid, annotations, site)
{
    private readonly GroupedArray<(double Count, double Mean, double Squares)> _moments = new(grid.Count);

    protected override void Grow(int groups)
    {
        base.Grow(groups);
        _moments.EnsureGroups(groups);
    }

    protected override void AddFloat(int group, int step, double value, bool first)
    {
        ref (double Count, double Mean, double Squares) moments = ref _moments[group][step];
        if (first)
        {
            moments = (1, value, double.IsFinite(value) ? 0 : double.NaN);
            return;
        }

        moments.Count++;
        double delta = value - moments.Mean;
        moments.Mean += delta / moments.Count;
        moments.Squares += delta * (value - moments.Mean);
    }

    protected override void WriteStep(int group, int step, WireWriter writer)
    {
        (double count, double mean, double squares) = _moments[group][step];
        writer.Double(count);
        writer.Double(mean);
        writer.Double(squares);
    }

    protected override void MergeStep(int group, int step, bool first, ref WireReader reader)
    {
        (double Count, double Mean, double Squares) other = (reader.Double(), reader.Double(), reader.Double());
        ref (double Count, double Mean, double Squares) moments = ref _moments[group][step];
        if (first)
        {
            moments = other;
            return;
        }

        double count = moments.Count + other.Count, delta = other.Mean - moments.Mean;
        moments.Squares += other.Squares + (delta * delta * moments.Count * other.Count / count);
        moments.Mean += delta * other.Count / count;
        moments.Count = count;
    }

    protected override double ResultAt(int group, int step)
    {
        (double count, _, double squares) = _moments[group][step];
        return root ? Math.Sqrt(squares / count) : squares / count;
    }
}
