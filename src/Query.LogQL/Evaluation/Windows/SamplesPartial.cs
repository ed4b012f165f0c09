using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>All samples, for what can't be told from less: quantiles.</summary>
internal struct SamplesPartial : IPartial<SamplesPartial>
{
    private const int SampleSize = 24;

    private List<RangeSample>? _samples;

    public readonly bool IsEmpty => _samples is null;

    /// <summary>In order of their times.</summary>
    public readonly List<RangeSample> Ordered => [.. _samples!.Order()];

    public void Add(in RangeSample sample) => (_samples ??= []).Add(sample);

    public void Merge(in SamplesPartial other)
    {
        if (other._samples is { } samples)
        {
            (_samples ??= []).AddRange(samples);
        }
    }

    public readonly double Result(in WindowContext window) => Quantile.Of(window.Parameter, [.. _samples!.Select(static sample => sample.Value)]);

    public readonly void Write(WireWriter writer)
    {
        writer.Count(_samples!.Count);
        foreach (RangeSample sample in _samples)
        {
            writer.Int64(sample.Time);
            writer.Int64((long)sample.Stream);
            writer.Double(sample.Value);
        }
    }

    public static SamplesPartial Read(ref WireReader reader)
    {
        int count = reader.CountOf(SampleSize);
        var samples = new List<RangeSample>(count);
        for (int i = 0; i < count; i++)
        {
            samples.Add(new RangeSample(reader.Int64(), (ulong)reader.Int64(), reader.Double()));
        }

        return new SamplesPartial { _samples = samples };
    }
}
