using BenchmarkDotNet.Attributes;
using Orleans.Obs.Engine.Metrics.Chunks;
using Orleans.Obs.Engine.Metrics.Reading;

namespace Orleans.Obs.Benchmarks;

/// <summary>Encoding and decoding one full chunk of 120 samples, per kind of value.</summary>
[MemoryDiagnoser]
public class ChunkCodecBenchmarks
{
    private const int Samples = ChunkEncoder.DefaultSamples;
    private readonly SampleBuffer _samples = new();
    private readonly SampleBuffer _decoded = new();
    private readonly ChunkEncoder _encoder = new();
    private readonly List<Chunk> _chunks = [];

    /// <summary>A counter with two decimals, a gauge that mostly repeats, and doubles that are no decimals.</summary>
    [Params("counter", "gauge", "noise")]
    public string Values { get; set; } = "";

    [GlobalSetup]
    public void Fill()
    {
        var random = new Random(1);
        double value = 1000;
        for (int i = 0; i < Samples; i++)
        {
            value = Values switch
            {
                "counter" => Math.Round(value + (random.NextDouble() * 15), 2),
                "gauge" => random.Next(4) == 0 ? Math.Round(value + random.NextDouble() - 0.5, 2) : value,
                _ => random.NextDouble(),
            };
            _samples.Add(1_700_000_000_000 + (i * 15_000), value);
        }

        Encode();
        Console.WriteLine($"// {Values}: {_chunks.Sum(static chunk => chunk.Bytes.Length) / (double)Samples:F2} bytes per sample");
    }

    [Benchmark(OperationsPerInvoke = Samples)]
    public void Encode()
    {
        _chunks.Clear();
        _encoder.Encode(_samples, _chunks);
    }

    [Benchmark(OperationsPerInvoke = Samples)]
    public int Decode()
    {
        _decoded.Clear();
        foreach (Chunk chunk in _chunks)
        {
            ChunkDecoder.Decode(chunk, long.MinValue, long.MaxValue, _decoded);
        }

        return _decoded.Count;
    }
}
