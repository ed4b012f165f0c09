using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Columns;

namespace Orleans.Obs.Query.PromQL.Evaluation.Aggregations;

/// <summary>min and max of the floats; NaN only when there is nothing else.</summary>
internal sealed class ExtremeAggregation(bool max, StepGrid grid, AnnotationSet annotations, AnnotationSite site)
    : FloatAggregation(max ? "max" : "min", grid, annotations, site)
{
    private readonly GroupedArray<double> _values = new(grid.Count);

    protected override void Grow(int groups)
    {
        base.Grow(groups);
        _values.EnsureGroups(groups);
    }

    protected override void AddFloat(int group, int step, double value, bool first)
    {
        ref double extreme = ref _values[group][step];
        if (first || (max ? value > extreme : value < extreme) || double.IsNaN(extreme))
        {
            extreme = value;
        }
    }

    protected override void WriteStep(int group, int step, WireWriter writer) => writer.Double(_values[group][step]);

    protected override void MergeStep(int group, int step, bool first, ref WireReader reader) => AddFloat(group, step, reader.Double(), first);

    protected override double ResultAt(int group, int step) => _values[group][step];
}
