using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Engine.Tests.Shards.Simulation;

/// <summary>
/// Several silos over one store, played on one thread: a tape of numbers decides what happens next, be it a client's write, the effect or the reply of a call to the store, a
/// failure, a crash, a take-over. Remembers what clients were told, and checks it whenever a shard has been replayed, and at the end.
/// </summary>
internal sealed class ClusterSimulation
{
    private const int Silos = 3;

    private static readonly ShardKey[] s_shards = [new("acme", Signal.Metrics, 0), new("acme", Signal.Logs, 1)];

    private readonly StringBuilder _story = new();
    private readonly MemoryBlobStore _store = new();
    private readonly List<SimulatedSilo> _silos = [];
    private readonly Dictionary<string, int[]> _blocks = [];
    private readonly Dictionary<ShardKey, List<(int Value, long Epoch)>> _acknowledged = s_shards.ToDictionary(shard => shard, _ => new List<(int, long)>());
    private readonly List<(ShardKey Shard, int Value, long Epoch, Task Append, Action OnLost)> _appends = [];
    private readonly IEnumerator<uint> _tape;
    private SimulationFailedException? _failure;
    private int _thread;
    private int _values;
    private int _started;
    private bool _tapeEnded;

    public ClusterSimulation(IEnumerable<uint> tape)
    {
        _tape = tape.GetEnumerator();
        Network = new SteppedBlobStore(_store);
    }

    /// <summary>Everything small, so that few steps reach every boundary.</summary>
    public static SiloLogOptions LogOptions { get; } = new()
    {
        FlushInterval = TimeSpan.FromMilliseconds(1),
        MaxBatchBytes = 160,
        MaxQueuedBytes = 600,
        SegmentBytes = 400,
        SegmentAppends = 4,
        RetryDelay = TimeSpan.FromMilliseconds(10),
        MaxRetryDelay = TimeSpan.FromMilliseconds(20),
    };

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public SteppedBlobStore Network { get; }

    public int Acknowledged => _acknowledged.Values.Sum(values => values.Count);

    public int Replays { get; private set; }

    public int Swept { get; set; }

    /// <summary>Plays the tape, then lets everything crash and one last silo recover.</summary>
    public void Run()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        _thread = Environment.CurrentManagedThreadId;
        while (_silos.Count < Silos)
        {
            Start();
        }

        while (!_tapeEnded && _failure is null)
        {
            Step();
            Settle();
        }

        foreach (SimulatedSilo silo in _silos.ToArray())
        {
            Crash(silo);
        }

        while (Network.Calls.Count > 0)
        {
            Network.Calls[0].Happen();
        }

        Recover();
        if (_failure is not null)
        {
            throw _failure;
        }
    }

    public void Watch(ShardKey shard, int value, long epoch, Task append, Action onLost) => _appends.Add((shard, value, epoch, append, onLost));

    public ManifestBlock CutBlock(List<int> values)
    {
        string name = $"block-{_blocks.Count}";
        _blocks[name] = [.. values];
        return new ManifestBlock(name, 0, 0, 0, 0, 0, values.Count, 0);
    }

    public IEnumerable<int> InBlocks(ShardManifest manifest) => manifest.Blocks.SelectMany(block => _blocks[block.Name]);

    /// <summary>A shard was taken over: what clients were told under earlier epochs must be there, nothing twice, all in order.</summary>
    public void CheckReplayed(ShardKey shard, long epoch, int[] values)
    {
        Replays++;
        Tell($"{shard} replayed under epoch {epoch}: {string.Join(' ', values)}");
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] <= values[i - 1])
            {
                Report(new InvalidOperationException($"{shard}: {values[i]} behind {values[i - 1]}: applied twice or out of order"));
            }
        }

        Settle();
        int[] lost = [.. _acknowledged[shard].Where(told => told.Epoch < epoch).Select(told => told.Value).Except(values)];
        if (lost.Length > 0)
        {
            Report(new InvalidOperationException($"{shard}: acknowledged and lost: {string.Join(' ', lost)}"));
        }
    }

    /// <summary>Remembers the first failure; <see cref="Run"/> throws it, because shards run where nobody could catch it.</summary>
    public void Report(Exception failure) => _failure ??= new SimulationFailedException($"{failure.Message}\n{_story}", failure);

    private void Recover()
    {
        _tapeEnded = true;
        SimulatedSilo silo = Start();
        foreach (ShardKey key in s_shards)
        {
            SimulatedShard shard = silo.Activate(key);
            shard.Take();
            for (int i = 0; i < 10_000 && !shard.Serves && !shard.Ended; i++)
            {
                if (Network.Calls.Count > 0)
                {
                    SteppedBlobStore.Call call = Network.Calls[0];
                    call.Happen();
                    call.Reply();
                }
                else
                {
                    Time.Advance(TimeSpan.FromSeconds(1));
                }
            }

            if (!shard.Serves)
            {
                Report(new InvalidOperationException($"{key} could not be recovered"));
            }
        }
    }

    private void Step()
    {
        SimulatedSilo silo = _silos[Next(_silos.Count)];
        ShardKey key = s_shards[Next(s_shards.Length)];
        SimulatedShard? shard = silo.Shard(key);
        SimulatedShard[] serving = [.. _silos.Select(each => each.Shard(key)).OfType<SimulatedShard>().Where(each => each.Serves)];
        SimulatedShard? server = serving.Length > 0 ? serving[Next(serving.Length)] : null;
        switch (Next(1000))
        {
            case < 250 when Network.Calls.Count > 0:
                SteppedBlobStore.Call call = Network.Calls[Next(Network.Calls.Count)];
                if (call.Happened)
                {
                    Tell($"{NameOf(call.Process)}: reply of {call.Operation} {call.Name}");
                    call.Reply();
                }
                else
                {
                    Tell($"{NameOf(call.Process)}: {call.Operation} {call.Name}");
                    call.Happen();
                }

                break;
            case >= 250 and < 560 when Network.Calls.FirstOrDefault(pending => pending.Process == silo) is { } pending:
                Tell($"{NameOf(silo)}: {pending.Operation} {pending.Name} and reply");
                if (!pending.Happened)
                {
                    pending.Happen();
                }

                pending.Reply();
                break;
            case >= 560 and < 580 when Network.Calls.FirstOrDefault(pending => pending.Process == silo) is { } doomed:
                Tell($"{NameOf(silo)}: {doomed.Operation} {doomed.Name} fails {(doomed.Happened ? "after" : "before")} it happened");
                doomed.Fail();
                break;
            case >= 580 and < 700 when silo.Pumps.TryDequeue(out IThreadPoolWorkItem? pump):
                pump.Execute();
                break;
            case >= 700 and < 740:
                Time.Advance(TimeSpan.FromMilliseconds(1 + Next(25)));
                break;
            case >= 760 and < 920 when server is not null:
                Tell($"{server.Silo.Log.LogId}: write {_values} to {key} as {server.NextSequence}");
                server.Write(_values++);
                break;
            case >= 740 and < 760 when silo.Stale.Count > 0:
                Tell($"{NameOf(silo)}: write {_values} to a stale activation");
                silo.Stale[Next(silo.Stale.Count)].Write(_values++);
                break;
            case >= 940 and < 955 when shard is null:
                Tell($"{NameOf(silo)}: take {key}");
                silo.Activate(key).Take();
                break;
            case >= 920 and < 940 when server is { Busy: false }:
                Tell($"{server.Silo.Log.LogId}: flush {key}");
                server.Flush(exact: Next(4) > 0);
                break;
            case >= 955 and < 963 when shard is { Serves: true, Busy: false }:
                Tell($"{NameOf(silo)}: release {key}");
                silo.Stale.Add(shard);
                shard.Release();
                break;
            case >= 963 and < 967 when shard is { Serves: true, Busy: false }:
                // A second activation on the same silo, as after one that failed without a word.
                Tell($"{NameOf(silo)}: take {key} again");
                silo.Activate(key).Take();
                break;
            case >= 971 and < 991:
                Tell($"{NameOf(silo)}: sweep");
                silo.Sweep(own: Next(2) == 0);
                break;
            case >= 967 and < 971:
                Crash(silo);
                Start();
                break;
        }
    }

    private void Crash(SimulatedSilo silo)
    {
        Tell($"{NameOf(silo)}: crash");
        _silos.Remove(silo);
        Network.Abandon(silo, call =>
        {
            switch (Next(4))
            {
                case 0 when call.PartialEffect is { } torn:
                    Tell($"{NameOf(silo)}: {call.Operation} {call.Name} in part");
                    torn(Next(1000));
                    return false;
                case 1:
                    return true;
                default:
                    return false;
            }
        });
    }

    private SimulatedSilo Start()
    {
        var silo = new SimulatedSilo(this, string.Create(CultureInfo.InvariantCulture, $"silo{_started++}"));
        _silos.Add(silo);
        return silo;
    }

    /// <summary>Notes what clients have been told by now, and lets silos notice closed logs.</summary>
    private void Settle()
    {
        foreach ((ShardKey Shard, int Value, long Epoch, Task Append, Action OnLost) append in _appends.Where(append => append.Append.IsCompleted).ToArray())
        {
            _appends.Remove(append);
            if (append.Append.IsCompletedSuccessfully)
            {
                Tell($"{append.Value} acknowledged");
                _acknowledged[append.Shard].Add((append.Value, append.Epoch));
            }
            else if (append.Append.Exception!.InnerException is LogClosedException or OwnershipLostException)
            {
                append.OnLost();
            }
        }

        foreach (SimulatedSilo silo in _silos.ToArray())
        {
            silo.Settle();
        }
    }

    private static string NameOf(object process) => ((SimulatedSilo)process).Log.LogId;

    private void Tell(string line)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Environment.FailFast($"the simulation left its thread: {line}");
        }

        _story.AppendLine(line);
    }

    private int Next(int bound)
    {
        _tapeEnded |= !_tape.MoveNext();
        return _tapeEnded ? 0 : (int)(_tape.Current % (uint)bound);
    }
}
