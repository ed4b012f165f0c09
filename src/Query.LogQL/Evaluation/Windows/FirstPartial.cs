using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>The earliest sample.</summary>
internal struct FirstPartial : IPartial<FirstPartial>
{
    private RangeSample _sample;
    private bool _any;

    public readonly bool IsEmpty => !_any;

    public void Add(in RangeSample sample)
    {
        if (!_any || sample.CompareTo(_sample) < 0)
        {
            (_sample, _any) = (sample, true);
        }
    }

    public void Merge(in FirstPartial other)
    {
        if (other._any)
        {
            Add(other._sample);
        }
    }

    public readonly double Result(in WindowContext window) => _sample.Value;

    public readonly void Write(WireWriter writer)
    {
        writer.Int64(_sample.Time);
        writer.Int64((long)_sample.Stream);
        writer.Double(_sample.Value);
    }

    public static FirstPartial Read(ref WireReader reader) => new() { _sample = new RangeSample(reader.Int64(), (ulong)reader.Int64(), reader.Double()), _any = true };
}
