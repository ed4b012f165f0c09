using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>All samples of a counter; its rate a second, extrapolated to the window as Prometheus does, but with the window's exact borders.</summary>
internal struct CounterPartial : IPartial<CounterPartial>
{
    private const double Nanosecond = 1e-9;

    private SamplesPartial _samples;

    public readonly bool IsEmpty => _samples.IsEmpty;

    public void Add(in RangeSample sample) => _samples.Add(sample);

    public void Merge(in CounterPartial other) => _samples.Merge(other._samples);

    public readonly double Result(in WindowContext window)
    {
        List<RangeSample> samples = _samples.Ordered;
        if (samples.Count < 2)
        {
            return 0;
        }

        double increase = samples[^1].Value - samples[0].Value, last = 0;
        foreach (RangeSample sample in samples)
        {
            // A counter that fell began again.
            increase += sample.Value < last ? last : 0;
            last = sample.Value;
        }

        double toStart = (samples[0].Time - window.Begin) * Nanosecond, toEnd = (window.End - samples[^1].Time) * Nanosecond;
        double sampled = (samples[^1].Time - samples[0].Time) * Nanosecond, between = sampled / (samples.Count - 1);
        toStart = toStart >= between * 1.1 ? between / 2 : toStart;
        if (increase > 0 && samples[0].Value >= 0)
        {
            // Not further back than to where the counter was zero.
            toStart = Math.Min(toStart, sampled * (samples[0].Value / increase));
        }

        toEnd = toEnd >= between * 1.1 ? between / 2 : toEnd;
        return increase * ((sampled + toStart + toEnd) / sampled) / window.Seconds;
    }

    public readonly void Write(WireWriter writer) => _samples.Write(writer);

    public static CounterPartial Read(ref WireReader reader) => new() { _samples = SamplesPartial.Read(ref reader) };
}
