namespace Orleans.Obs.Api.Fluent;

/// <summary>The chunks that were stored lately, the oldest forgotten first. Thread-safe.</summary>
internal sealed class SeenChunks
{
    private const int MaxChunks = 16 * 1024;
    private const int LongestId = 128;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly Lock _lock = new();

    public bool Contains(ReadOnlyMemory<byte> chunk)
    {
        if (chunk.IsEmpty)
        {
            return false;
        }

        lock (_lock)
        {
            return _known.Contains(Convert.ToHexString(chunk.Span));
        }
    }

    public void Add(ReadOnlyMemory<byte> chunk)
    {
        if (chunk.Length > LongestId)
        {
            return;
        }

        string id = Convert.ToHexString(chunk.Span);
        lock (_lock)
        {
            if (!_known.Add(id))
            {
                return;
            }

            _order.Enqueue(id);
            if (_order.Count > MaxChunks)
            {
                _known.Remove(_order.Dequeue());
            }
        }
    }
}
