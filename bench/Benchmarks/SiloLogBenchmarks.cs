using BenchmarkDotNet.Attributes;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Engine.Log;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Benchmarks;

/// <summary>Records of 16 shards through group commit into a local folder, fsync included, per record.</summary>
[MemoryDiagnoser]
public class SiloLogBenchmarks
{
    private const int Records = 4_096;
    private readonly byte[] _payload = new byte[4_096];
    private readonly Task[] _durable = new Task[Records];
    private string _folder = "";
    private FolderBlobStore? _store;
    private SiloLog? _log;
    private ulong _sequence;

    [GlobalSetup]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("obs-bench-").FullName;
        _store = new FolderBlobStore(_folder, TimeProvider.System);
        _log = new SiloLog(_store, SiloLog.NewLogId("bench", TimeProvider.System), new SiloLogOptions(), TimeProvider.System);
        new Random(1).NextBytes(_payload);
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _log!.DisposeAsync();
        _store!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public Task Append()
    {
        for (int i = 0; i < Records; i++)
        {
            _durable[i] = _log!.AppendAsync(new ShardKey("anonymous", Signal.Metrics, i % 16), epoch: 1, ++_sequence, _payload).AsTask();
        }

        return Task.WhenAll(_durable);
    }
}
