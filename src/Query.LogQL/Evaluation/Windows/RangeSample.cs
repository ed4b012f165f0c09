namespace Orleans.Obs.Query.LogQL.Evaluation.Windows;

/// <summary>A sample of a line: its time, its value, and the stream, which orders samples of one time.</summary>
internal readonly record struct RangeSample(long Time, ulong Stream, double Value) : IComparable<RangeSample>
{
    public int CompareTo(RangeSample other) => Time != other.Time ? Time.CompareTo(other.Time) : Stream.CompareTo(other.Stream);
}
