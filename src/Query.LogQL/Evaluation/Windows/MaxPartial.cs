using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>The greatest of samples; anything is greater than no number.</summary>
internal struct MaxPartial : IPartial<MaxPartial>
{
    private double _value;
    private bool _any;

    public readonly bool IsEmpty => !_any;

    public void Add(in RangeSample sample)
    {
        Take(sample.Value);
    }

    public void Merge(in MaxPartial other)
    {
        if (other._any)
        {
            Take(other._value);
        }
    }

    public readonly double Result(in WindowContext window) => _value;

    public readonly void Write(WireWriter writer)
    {
        writer.Double(_value);
    }

    public static MaxPartial Read(ref WireReader reader) => new() { _value = reader.Double(), _any = true };

    private void Take(double value)
    {
        if (!_any || value > _value || double.IsNaN(_value))
        {
            (_value, _any) = (value, true);
        }
    }
}
