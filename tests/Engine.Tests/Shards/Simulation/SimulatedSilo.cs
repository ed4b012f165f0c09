using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Engine.Tests.Shards.Simulation;

/// <summary>One process: a silo log and the shards it believes to own.</summary>
internal sealed class SimulatedSilo
{
    private readonly ClusterSimulation _cluster;
    private readonly Dictionary<ShardKey, SimulatedShard> _shards = [];
    private readonly string _name;
    private int _logs;

    public SimulatedSilo(ClusterSimulation cluster, string name)
    {
        (_cluster, _name) = (cluster, name);
        Store = cluster.Network.For(this);
        Log = OpenLog();
    }

    public IBlobStore Store { get; }

    public SteppedLog Log { get; private set; }

    public Queue<IThreadPoolWorkItem> Pumps { get; } = new();

    public SimulatedShard? Shard(ShardKey key) => _shards.GetValueOrDefault(key) is { Ended: false } shard ? shard : null;

    /// <summary>Activations that were replaced or told to let go, and that may not know it yet.</summary>
    public List<SimulatedShard> Stale { get; } = [];

    public SimulatedShard Activate(ShardKey key)
    {
        if (_shards.TryGetValue(key, out SimulatedShard? replaced))
        {
            Stale.Add(replaced);
        }

        return _shards[key] = new SimulatedShard(_cluster, this, key);
    }

    /// <summary>Frees log segments, its own or those of closed logs.</summary>
    public async void Sweep(bool own)
    {
        var sweep = new LogSweep(Store, _cluster.Time);
        try
        {
            await (own ? sweep.ReleaseMovedAsync(Log.Inner, default) : DeleteAsync());
        }
        catch (IOException)
        {
        }
        catch (Exception failure)
        {
            _cluster.Report(failure);
        }

        async ValueTask DeleteAsync() => _cluster.Swept += await sweep.DeleteClosedAsync(default);
    }

    /// <summary>What a silo does when it finds its log closed: gives all its shards up and starts a new log.</summary>
    public void Settle()
    {
        Log.Settle();
        if (Log.IsClosed)
        {
            foreach (SimulatedShard shard in _shards.Values)
            {
                shard.End();
            }

            Stale.Clear();
            Pumps.Clear();
            Log = OpenLog();
        }
    }

    private SteppedLog OpenLog() => new(new SiloLog(Store, $"{_name}.{_logs++}", ClusterSimulation.LogOptions, _cluster.Time, Pumps.Enqueue));
}
