using Orleans.Obs.Query.Common.Wire;

namespace Orleans.Obs.Query.LogQL.Evaluation.Shard;

/// <summary>Counts what a shard looked at.</summary>
internal sealed class ScanCounter
{
    public long Lines { get; set; }

    public long Bytes { get; set; }

    public long MetadataBytes { get; set; }

    public long Matched { get; set; }

    public void Write(WireWriter writer)
    {
        writer.Count(Lines);
        writer.Count(Bytes);
        writer.Count(MetadataBytes);
        writer.Count(Matched);
    }

    public static LogQLStatistics Read(ref WireReader reader) => new()
    {
        LinesProcessed = reader.Count(),
        BytesProcessed = reader.Count(),
        MetadataBytesProcessed = reader.Count(),
        LinesMatched = reader.Count(),
        Subqueries = 1,
    };
}
