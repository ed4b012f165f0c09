using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Labels;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation.Vectors;

/// <summary>Aggregations over the series of a vector, step by step.</summary>
internal static class VectorAggregations
{
    public static StepVector Aggregate(VectorAggregation aggregation, StepVector vector)
    {
        LabelProjection projection = Projection(aggregation.Grouping);
        StepVector sorted = vector.Sorted();
        return aggregation.Operation switch
        {
            VectorOperation.Sort or VectorOperation.SortDesc => Sort(aggregation.Operation, vector),
            VectorOperation.TopK or VectorOperation.ApproxTopK => Choose(sorted, projection, aggregation.Parameter, static (left, right) => Descending(left, right)),
            VectorOperation.BottomK => Choose(sorted, projection, aggregation.Parameter, static (left, right) => Ascending(left, right)),
            _ => Fold(aggregation.Operation, sorted, projection),
        };
    }

    public static LabelProjection Projection(Grouping? grouping) => LabelProjection.Grouping(keep: grouping is not { Without: true }, grouping?.Labels ?? ImmutableArray<string>.Empty);

    private static StepVector Fold(VectorOperation operation, StepVector vector, LabelProjection projection)
    {
        var result = new StepVector.Builder(vector.Grid);
        var states = new Dictionary<StepSeries, State[]>();
        foreach (StepSeries series in vector.Series)
        {
            StepSeries group = result[projection.Project(series.Labels)];
            if (!states.TryGetValue(group, out State[]? steps))
            {
                states[group] = steps = new State[vector.Grid.Count];
            }

            for (int step = 0; step < steps.Length; step++)
            {
                if (series.Present[step])
                {
                    steps[step].Add(operation, series.Values[step]);
                }
            }
        }

        foreach ((StepSeries group, State[] steps) in states)
        {
            for (int step = 0; step < steps.Length; step++)
            {
                if (steps[step].Count > 0)
                {
                    group.Set(step, steps[step].Result(operation));
                }
            }
        }

        return result.Complete();
    }

    // The elements that come first, anew at each step; of equal ones those whose labels come first.
    private static StepVector Choose(StepVector vector, LabelProjection projection, int count, Comparison<double> order)
    {
        var groups = new LabelSetTable();
        int[] groupOf = [.. vector.Series.Select(series => groups.GetOrAdd(projection.Project(series.Labels)))];
        StepSeries[] chosen = [.. vector.Series.Select(series => new StepSeries(series.Labels, vector.Grid.Count))];
        for (int step = 0; step < vector.Grid.Count; step++)
        {
            int at = step;
            IEnumerable<IGrouping<int, int>> present = Enumerable.Range(0, chosen.Length).Where(index => vector.Series[index].Present[at]).GroupBy(index => groupOf[index]);
            foreach (IGrouping<int, int> group in present)
            {
                IOrderedEnumerable<int> ordered = group.OrderBy(index => vector.Series[index].Values[at], Comparer<double>.Create(order));
                foreach (int index in ordered.Take(count))
                {
                    chosen[index].Set(step, vector.Series[index].Values[step]);
                }
            }
        }

        return new StepVector(vector.Grid, chosen.Where(static series => !series.IsEmpty));
    }

    // Only an instant vector has an order.
    private static StepVector Sort(VectorOperation operation, StepVector vector)
    {
        if (vector.Grid.Count != 1)
        {
            return vector;
        }

        Comparer<double> order = Comparer<double>.Create(operation == VectorOperation.Sort ? Ascending : Descending);
        return new StepVector(vector.Grid, vector.Sorted().Series.OrderBy(static series => series.Values[0], order));
    }

    // What is no number comes last.
    private static int Ascending(double left, double right) => double.IsNaN(left) || double.IsNaN(right) ? double.IsNaN(left).CompareTo(double.IsNaN(right)) : left.CompareTo(right);

    private static int Descending(double left, double right) => double.IsNaN(left) || double.IsNaN(right) ? double.IsNaN(left).CompareTo(double.IsNaN(right)) : right.CompareTo(left);

    private struct State
    {
        private double _value;
        private double _mean;

        public int Count { get; private set; }

        public void Add(VectorOperation operation, double value)
        {
            Count++;
            bool isFirst = Count == 1;
            switch (operation)
            {
                case VectorOperation.Sum:
                    _value += value;
                    break;
                case VectorOperation.Max:
                    _value = isFirst || _value < value || double.IsNaN(_value) ? value : _value;
                    break;
                case VectorOperation.Min:
                    _value = isFirst || _value > value || double.IsNaN(_value) ? value : _value;
                    break;
                case VectorOperation.Avg when isFirst:
                    _mean = value;
                    break;
                case VectorOperation.Avg:
                    // An infinite mean stays unless it meets its opposite.
                    bool stays = double.IsInfinity(_mean) && !double.IsNaN(value) && (double.IsFinite(value) || value == _mean);
                    _mean += stays ? 0 : (value - _mean) / Count;
                    break;
                case VectorOperation.Stddev or VectorOperation.Stdvar:
                    _mean = isFirst ? value : _mean;
                    double delta = value - _mean;
                    _mean += delta / Count;
                    _value += isFirst ? 0 : delta * (value - _mean);
                    break;
            }
        }

        public readonly double Result(VectorOperation operation) => operation switch
        {
            VectorOperation.Avg => _mean,
            VectorOperation.Count => Count,
            VectorOperation.Stddev => Math.Sqrt(_value / Count),
            VectorOperation.Stdvar => _value / Count,
            _ => _value,
        };
    }
}
