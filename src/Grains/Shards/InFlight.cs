namespace Orleans.Obs.Grains.Shards;

/// <summary>Bounds what waits for durability in one shard. Used only in turns of its grain.</summary>
internal sealed class InFlight(int maxCalls, long maxBytes)
{
    private int _calls;
    private long _bytes;

    /// <summary>Takes a place for a batch; false when there is none. A batch is never too large for an empty shard.</summary>
    public bool TryEnter(int bytes)
    {
        if (_calls > 0 && (_calls >= maxCalls || _bytes + bytes > maxBytes))
        {
            return false;
        }

        _calls++;
        _bytes += bytes;
        return true;
    }

    public void Leave(int bytes)
    {
        _calls--;
        _bytes -= bytes;
    }
}
