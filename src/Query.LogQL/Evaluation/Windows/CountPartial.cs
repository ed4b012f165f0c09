using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>How many samples there were.</summary>
internal struct CountPartial : IPartial<CountPartial>
{
    private long _count;

    public static CountPartial Of(long count) => new() { _count = count };

    public readonly bool IsEmpty => _count == 0;

    public void Add(in RangeSample sample)
    {
        _count++;
    }

    public void Merge(in CountPartial other)
    {
        _count += other._count;
    }

    public readonly double Result(in WindowContext window) => _count;

    public readonly void Write(WireWriter writer)
    {
        writer.Count(_count);
    }

    public static CountPartial Read(ref WireReader reader) => new() { _count = reader.Count() };
}
