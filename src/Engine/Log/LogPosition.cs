namespace Orleans.Obs.Engine.Log;

/// <summary>A place in one silo log: the segment's number and the byte offset within it. Ordered.</summary>
public readonly record struct LogPosition(int Segment, long Offset) : IComparable<LogPosition>
{
    /// <summary>Before everything.</summary>
    public static LogPosition Start => default;

    /// <inheritdoc/>
    public int CompareTo(LogPosition other) => Segment != other.Segment ? Segment.CompareTo(other.Segment) : Offset.CompareTo(other.Offset);

    /// <summary>Ordered by segment, then offset.</summary>
    public static bool operator <(LogPosition left, LogPosition right) => left.CompareTo(right) < 0;

    /// <summary>Ordered by segment, then offset.</summary>
    public static bool operator >(LogPosition left, LogPosition right) => left.CompareTo(right) > 0;

    /// <summary>Ordered by segment, then offset.</summary>
    public static bool operator <=(LogPosition left, LogPosition right) => left.CompareTo(right) <= 0;

    /// <summary>Ordered by segment, then offset.</summary>
    public static bool operator >=(LogPosition left, LogPosition right) => left.CompareTo(right) >= 0;
}
