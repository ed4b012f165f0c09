namespace Orleans.Obs.Engine.Metrics.Shard;

/// <summary>
/// The control byte that begins each entry of a shard's log record: three flags and, above them, the kind of entry. An entry that names a series continues with the flagged parts in the order
/// of the flags, then with the kind's own bytes. See docs/formats/metrics-record.md.
/// </summary>
internal static class ShardRecordForm
{
    /// <summary>The format's version, a record's first byte.</summary>
    public const byte Version = 1;

    /// <summary>The series is not the one behind the previous entry's: a zigzag difference follows.</summary>
    public const int OtherSeries = 0x01;

    /// <summary>The timestamp differs from the previous entry's: a zigzag difference follows.</summary>
    public const int OtherTime = 0x02;

    /// <summary>The sample has a start timestamp: zigzag of what it lies before the timestamp.</summary>
    public const int Start = 0x04;

    /// <summary>How far the kind is shifted.</summary>
    public const int KindShift = 3;

    /// <summary>A float: 8 bytes.</summary>
    public const int Raw = 0;

    /// <summary>A float: zigzag number over 10^(kind - 1); kinds 1 to 16.</summary>
    public const int Decimal = 1;

    /// <summary>A stale marker.</summary>
    public const int Stale = 17;

    /// <summary>A histogram: varint length and binary form.</summary>
    public const int Histogram = 18;

    /// <summary>What a series number means from here on: varint length and canonical labels; no timestamp.</summary>
    public const int Definition = 19;

    /// <summary>An exemplar: varint length and the series' canonical labels, timestamp as 8 bytes, value as 8 bytes, varint length and its own labels; names no series number.</summary>
    public const int Exemplar = 20;

    /// <summary>Metadata: varint length and family, varint length and body; names no series number.</summary>
    public const int Metadata = 21;

    /// <summary>A delta that came after newer ones: the total at its time and what it adds to all later totals, 8 bytes each.</summary>
    public const int LateDelta = 22;

    /// <summary>The same of a histogram: two of varint length and binary form.</summary>
    public const int LateHistogramDelta = 23;
}
