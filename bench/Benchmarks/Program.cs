using BenchmarkDotNet.Running;
using Orleans.Obs.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(ChunkCodecBenchmarks).Assembly).Run(args);
