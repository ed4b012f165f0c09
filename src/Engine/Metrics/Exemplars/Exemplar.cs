using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Engine.Metrics.Exemplars;

/// <summary>One exemplar of a series.</summary>
/// <param name="Timestamp">When it was observed, milliseconds.</param>
/// <param name="Value">What was observed.</param>
/// <param name="Labels">Its own labels, a trace id as a rule; may be empty.</param>
public readonly record struct Exemplar(long Timestamp, double Value, LabelSet Labels)
{
    /// <summary>Equal bit by bit.</summary>
    public bool SameAs(in Exemplar other) => Timestamp == other.Timestamp
        && BitConverter.DoubleToInt64Bits(Value) == BitConverter.DoubleToInt64Bits(other.Value) && Labels == other.Labels;
}
