using Orleans.Obs.Load.Queries;

namespace Orleans.Obs.Load.Comparison;

/// <summary>What one contender achieved.</summary>
internal sealed record Scores
{
    public required string Name { get; init; }

    /// <summary>Samples per server CPU-second while all series are new.</summary>
    public long FirstPass { get; init; }

    /// <summary>Samples per server CPU-second over known series.</summary>
    public long SecondPass { get; init; }

    /// <summary>Resident megabytes after both passes.</summary>
    public double ResidentMegabytes { get; init; }

    /// <summary>Bytes on disk per sample once everything is flushed.</summary>
    public double BytesPerSample { get; init; }

    /// <summary>The queries' times.</summary>
    public required IReadOnlyList<TimedQuery> Queries { get; init; }

    /// <summary>Samples per server CPU-second while a million series are new.</summary>
    public long MillionFirstPass { get; init; }

    /// <summary>Resident megabytes with a million series.</summary>
    public double MillionResidentMegabytes { get; init; }

    /// <summary>The median of a query for one of a million series, milliseconds.</summary>
    public double MillionPointQuery { get; init; }

    public double QuerySum => Queries.Sum(static query => query.MedianMilliseconds);
}
