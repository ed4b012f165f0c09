using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.LogQL.Evaluation.Vectors;

/// <summary>A series at the steps of a query: a value at each step at which it is present.</summary>
internal sealed class StepSeries(LabelSet labels, int steps)
{
    public LabelSet Labels { get; } = labels;

    public double[] Values { get; } = new double[steps];

    public bool[] Present { get; } = new bool[steps];

    public bool IsEmpty => !Present.AsSpan().Contains(true);

    public void Set(int step, double value) => (Values[step], Present[step]) = (value, true);

    /// <summary>The same points under other labels.</summary>
    public StepSeries With(LabelSet other)
    {
        var series = new StepSeries(other, Values.Length);
        Values.CopyTo(series.Values, 0);
        Present.CopyTo(series.Present, 0);
        return series;
    }
}
