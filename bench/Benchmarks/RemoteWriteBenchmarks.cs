using BenchmarkDotNet.Attributes;
using Orleans.Obs.Load.Fleet;
using Orleans.Obs.Protocols.RemoteWrite;
using Snappier;

namespace Orleans.Obs.Benchmarks;

/// <summary>From a request's compressed body to the batches of 16 slots, per series of one sample.</summary>
[MemoryDiagnoser]
public class RemoteWriteBenchmarks
{
    private const int Series = 5_000;
    private readonly RemoteWrite1Decoder _decoder = new();
    private readonly SlotBatches _batches = new(16);
    private byte[] _compressed = [];
    private byte[] _message = [];

    [GlobalSetup]
    public void Fill()
    {
        _compressed = WriteRequests.Of(new HostFleet(Series, seed: 1, prefix: ""), 1, 1_700_000_000_000, 15_000, Series).First().Body;
        _message = Snappy.DecompressToArray(_compressed);
    }

    [Benchmark(OperationsPerInvoke = Series)]
    public int Decompress() => Snappy.Decompress(_compressed, _message);

    [Benchmark(OperationsPerInvoke = Series)]
    public int Decode()
    {
        _batches.Clear();
        _decoder.Decode(_message, _batches);
        return _batches.Samples;
    }
}
