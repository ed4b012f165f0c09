using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>Count, mean and the sum of squared differences from it.</summary>
internal struct MomentsPartial : IPartial<MomentsPartial>
{
    private long _count;
    private double _mean;
    private double _squares;

    public readonly bool IsEmpty => _count == 0;

    public void Add(in RangeSample sample)
    {
        _count++;
        double delta = sample.Value - _mean;
        _mean += delta / _count;
        _squares += delta * (sample.Value - _mean);
    }

    public void Merge(in MomentsPartial other)
    {
        if (_count == 0)
        {
            this = other;
        }
        else if (other._count > 0)
        {
            double delta = other._mean - _mean, total = _count + other._count;
            _squares += other._squares + (delta * delta * _count * other._count / total);
            _mean += delta * other._count / total;
            _count += other._count;
        }
    }

    public readonly double Result(in WindowContext window) => _squares / _count;

    public readonly void Write(WireWriter writer)
    {
        writer.Count(_count);
        writer.Double(_mean);
        writer.Double(_squares);
    }

    public static MomentsPartial Read(ref WireReader reader) => new() { _count = reader.Count(), _mean = reader.Double(), _squares = reader.Double() };
}
