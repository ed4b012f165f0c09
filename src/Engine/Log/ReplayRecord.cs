namespace Orleans.Obs.Engine.Log;

/// <summary>One record of a shard as its log kept it. The payload is valid only until the next batch is asked for.</summary>
public readonly ref struct ReplayRecord(long epoch, ulong sequence, ReadOnlySpan<byte> payload)
{
    /// <summary>The epoch under which it was written.</summary>
    public long Epoch { get; } = epoch;

    /// <summary>Its number within the shard.</summary>
    public ulong Sequence { get; } = sequence;

    /// <summary>What the shard handed over.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;
}
