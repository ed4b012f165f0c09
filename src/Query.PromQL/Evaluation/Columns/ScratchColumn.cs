using Orleans.Obs.Engine.Metrics.Histograms;

namespace Orleans.Obs.Query.PromQL.Evaluation.Columns;

/// <summary>The column that windows write into, reused from series to series.</summary>
internal sealed class ScratchColumn(StepGrid grid)
{
    private readonly double[] _values = new double[grid.Count];
    private readonly ulong[] _presence = new ulong[grid.PresenceWords];
    private NativeHistogram?[]? _histograms;
    private bool _hasHistograms;

    public Column Column => new(_values, _presence, _hasHistograms ? _histograms : default(Span<NativeHistogram?>));

    public void Clear()
    {
        Array.Clear(_presence);
        if (_hasHistograms)
        {
            Array.Clear(_histograms!);
            _hasHistograms = false;
        }
    }

    public void Set(int step, double value)
    {
        _values[step] = value;
        _presence[step >> 6] |= 1UL << step;
    }

    public void Set(int step, NativeHistogram histogram)
    {
        (_histograms ??= new NativeHistogram?[_values.Length])[step] = histogram;
        _hasHistograms = true;
        Set(step, double.NaN);
    }
}
