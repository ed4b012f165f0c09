using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>The sum of samples.</summary>
internal struct SumPartial : IPartial<SumPartial>
{
    private double _sum;
    private bool _any;

    public readonly bool IsEmpty => !_any;

    public void Add(in RangeSample sample)
    {
        _sum += sample.Value;
        _any = true;
    }

    public void Merge(in SumPartial other)
    {
        _sum += other._sum;
        _any |= other._any;
    }

    public readonly double Result(in WindowContext window) => _sum;

    public readonly void Write(WireWriter writer)
    {
        writer.Double(_sum);
    }

    public static SumPartial Read(ref WireReader reader) => Of(reader.Double());

    public static SumPartial Of(double sum) => new() { _sum = sum, _any = true };
}
