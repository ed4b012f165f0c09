using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Shards.Simulation;

/// <summary>
/// What a shard is to its storage: numbers in the order in which they were written. Some are in blocks, the rest in memory. One instance is one activation on one silo.
/// </summary>
internal sealed class SimulatedShard(ClusterSimulation cluster, SimulatedSilo silo, ShardKey key)
{
    private readonly List<int> _memory = [];
    private ShardOwnership? _ownership;
    private bool _replayed;

    public SimulatedSilo Silo => silo;

    /// <summary>Taken and replayed.</summary>
    public bool Serves { get; private set; }

    /// <summary>Not usable any more: lost, failed or released.</summary>
    public bool Ended { get; private set; }

    public bool Busy { get; private set; }

    public ulong NextSequence => _ownership!.NextSequence;

    public async void Take()
    {
        Busy = true;
        try
        {
            // A reader of its own: shards that share a segment are let go on by the thread pool.
            _ownership = await ShardOwnership.TakeAsync(silo.Store, silo.Log, new LogReplay(silo.Store), cluster.Time, key, default);
            await foreach (ReplayBatch batch in _ownership.ReplayAsync(default))
            {
                foreach (ReplayRecord record in batch)
                {
                    _memory.Add(BitConverter.ToInt32(record.Payload));
                }
            }

            _replayed = true;
            Serves = !Ended;
            cluster.CheckReplayed(key, _ownership.Epoch, [.. cluster.InBlocks(_ownership.Manifest), .. _memory]);
        }
        catch (Exception lost) when (lost is OwnershipLostException or IOException)
        {
            Ended = true;
        }
        catch (Exception failure)
        {
            cluster.Report(failure);
        }

        Busy = false;
    }

    /// <summary>A client writes a number; it counts as acknowledged when the append completes.</summary>
    public void Write(int value)
    {
        if (!_replayed || !silo.Log.IsWritable)
        {
            return;
        }

        _memory.Add(value);
        ulong sequence = _ownership!.NextSequence;
        Task append = _ownership.AppendAsync(sequence, BitConverter.GetBytes(value)).AsTask();
        if (append.IsFaulted && append.Exception.InnerException is LogUnavailableException { Retained: false })
        {
            // Refused between the question and the append. This shard gives up, as one that cannot undo must.
            End();
        }

        cluster.Watch(key, value, _ownership.Epoch, append, onLost: End);
    }

    /// <summary>Moves what is in memory into a block. The log's part that is still needed may be stated too long.</summary>
    public async void Flush(bool exact)
    {
        Busy = true;
        LogPosition from = exact ? silo.Log.Tail : _ownership!.Manifest.Log[^1].From;
        ulong next = _ownership!.NextSequence;
        int count = _memory.Count;
        ManifestBlock block = cluster.CutBlock(_memory);
        try
        {
            await _ownership.UpdateAsync(manifest => manifest.WithFlushed(next, from) with { Blocks = manifest.Blocks.Add(block) }, default);
            _memory.RemoveRange(0, count);
        }
        catch (OwnershipLostException)
        {
            End();
        }

        Busy = false;
    }

    public async void Release()
    {
        Busy = true;
        Serves = false;
        try
        {
            await _ownership!.ReleaseAsync(default);
        }
        catch (Exception lost) when (lost is OwnershipLostException or IOException)
        {
        }

        End();
        Busy = false;
    }

    public void End() => (Serves, Ended) = (false, true);
}
