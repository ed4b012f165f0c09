namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>
/// The totals of windows that move over samples, a constant number of operations for each sample and window, however long windows are. A window consists of a front, whose totals up
/// to its end are kept from every beginning, and a back, which only grows; when the front is used up, what the window covers becomes the next one. Nothing is ever taken out of a
/// total, so nothing is lost to rounding or to infinities that have passed.
/// </summary>
internal sealed class SlidingTotals<TTotal>
    where TTotal : struct, IWindowTotal<TTotal>
{
    private TTotal[] _front = [];
    private TTotal[] _totals = [];

    /// <summary>The total of each window that is not empty; overwritten by the next call.</summary>
    public ReadOnlySpan<TTotal> Of(FloatWindows windows)
    {
        ReadOnlySpan<int> from = windows.From, to = windows.To;
        ReadOnlySpan<double> values = windows.Values;
        _totals = _totals.Length < from.Length ? new TTotal[from.Length] : _totals;
        int frontStart = 0, frontEnd = 0, backEnd = 0;
        TTotal back = default;
        for (int step = 0; step < from.Length; step++)
        {
            if (from[step] == to[step])
            {
                continue;
            }

            if (from[step] >= frontEnd)
            {
                (frontStart, frontEnd, backEnd) = (from[step], to[step], to[step]);
                FillFront(values[frontStart..frontEnd]);
            }

            for (; backEnd < to[step]; backEnd++)
            {
                back = backEnd == frontEnd ? TTotal.Of(values[backEnd]) : TTotal.Join(back, TTotal.Of(values[backEnd]));
            }

            ref readonly TTotal front = ref _front[from[step] - frontStart];
            _totals[step] = backEnd == frontEnd ? front : TTotal.Join(front, back);
        }

        return _totals.AsSpan(0, from.Length);
    }

    private void FillFront(ReadOnlySpan<double> values)
    {
        if (_front.Length < values.Length)
        {
            _front = new TTotal[Math.Max(values.Length, 2 * _front.Length)];
        }

        TTotal[] front = _front;
        front[values.Length - 1] = TTotal.Of(values[^1]);
        for (int i = values.Length - 2; i >= 0; i--)
        {
            front[i] = TTotal.Join(TTotal.Of(values[i]), front[i + 1]);
        }
    }
}
