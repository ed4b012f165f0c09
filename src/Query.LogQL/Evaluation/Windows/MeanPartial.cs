using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>The mean of samples, moved by each of them, so that it does not overflow where their sum does.</summary>
internal struct MeanPartial : IPartial<MeanPartial>
{
    private long _count;
    private double _mean;

    public readonly bool IsEmpty => _count == 0;

    public void Add(in RangeSample sample)
    {
        Merge(new MeanPartial { _count = 1, _mean = sample.Value });
    }

    public void Merge(in MeanPartial other)
    {
        _count += other._count;

        // An infinite mean stays as it is unless it meets its opposite: the difference of equal infinities is no number.
        bool stays = double.IsInfinity(_mean) && !double.IsNaN(other._mean) && (double.IsFinite(other._mean) || other._mean == _mean);
        if (other._count > 0 && !stays)
        {
            double weight = (double)other._count / _count;
            _mean += (other._mean * weight) - (_mean * weight);
        }
    }

    public readonly double Result(in WindowContext window) => _mean;

    public readonly void Write(WireWriter writer)
    {
        writer.Count(_count);
        writer.Double(_mean);
    }

    public static MeanPartial Read(ref WireReader reader) => new() { _count = reader.Count(), _mean = reader.Double() };
}
