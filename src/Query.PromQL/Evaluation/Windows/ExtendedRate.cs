namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// <c>rate</c>, <c>increase</c> and <c>delta</c> of an anchored or smoothed selector: the difference between the values at the two ends of the range, without extrapolation.
/// Anchored takes the last sample before an end, smoothed interpolates between its neighbours.
/// </summary>
internal sealed class ExtendedRate(RateKind kind, long range, bool smoothed, bool typeLabels) : WindowFunction
{
    private readonly bool _isCounter = kind != RateKind.Delta;
    private readonly double _divisor = kind == RateKind.Rate ? range / 1000.0 : 1;
    private readonly CounterName _counterName = new(typeLabels);

    public override bool Evaluate(Window window)
    {
        if (window.HistogramCount > 0)
        {
            return window.FloatCount > 0 ? window.RefuseMix() : ExtendedHistogramRate.Evaluate(window, _isCounter, smoothed, _divisor);
        }

        var bounds = ExtendedBounds.Of(window.FloatTimes, window.RangeStart, window.RangeEnd, smoothed);
        if (bounds.IsEmpty)
        {
            return false;
        }

        double left = bounds.Left(window.Floats, window.FloatTimes, window.RangeStart, smoothed, _isCounter);
        double right = bounds.Right(window.Floats, window.FloatTimes, window.RangeEnd, smoothed, _isCounter);
        double difference = right - left;
        if (_isCounter)
        {
            difference += LostAtResets(left, right, bounds.Inside(window.Floats, window.FloatTimes, window.RangeStart, window.RangeEnd));
        }

        return window.Result(difference / _divisor);
    }

    public override void EndSeries(Window window, bool hasFloats)
    {
        if (_isCounter && hasFloats)
        {
            _counterName.Check(window);
        }
    }

    private static double LostAtResets(double left, double right, ReadOnlySpan<double> inside)
    {
        double lost = 0, previous = left;
        foreach (double value in inside)
        {
            if (value < previous)
            {
                lost += previous;
            }

            previous = value;
        }

        return right < previous ? lost + previous : lost;
    }
}
