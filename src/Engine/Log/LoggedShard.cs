namespace Orleans.Obs.Engine.Log;

/// <summary>What a silo log knows about one shard.</summary>
internal sealed class LoggedShard(uint number)
{
    /// <summary>Stands for the shard in frames.</summary>
    public uint Number { get; } = number;

    /// <summary>The last segment that holds the definition of <see cref="Number"/>.</summary>
    public int DefinedIn { get; set; } = -1;

    /// <summary>Records of lower epochs are refused.</summary>
    public long Epoch { get; set; }

    /// <summary>Where the first record lies that the shard still needs; null when it needs none.</summary>
    public LogPosition? NeedsFrom { get; set; }

    /// <summary>The position behind the shard's last record.</summary>
    public LogPosition End { get; set; }

    /// <summary>Forgets what lies before a position.</summary>
    public void Release(LogPosition? position)
    {
        if (NeedsFrom is { } needed)
        {
            NeedsFrom = position is not { } from || from >= End ? null : from > needed ? from : needed;
        }
    }
}
