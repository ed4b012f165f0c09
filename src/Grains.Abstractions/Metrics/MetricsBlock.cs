namespace Orleans.Obs.Grains.Abstractions.Metrics;

/// <summary>One block of a shard.</summary>
/// <param name="Name">The blob's name.</param>
/// <param name="MinTime">The earliest sample, milliseconds.</param>
/// <param name="MaxTime">The latest sample, milliseconds.</param>
/// <param name="Series">Series in it.</param>
/// <param name="Samples">Samples in it.</param>
/// <param name="Bytes">The blob's bytes.</param>
/// <param name="Level">0 as cut, 1 and 2 after compactions.</param>
[GenerateSerializer, Immutable, Alias("obs.metrics-block")]
public sealed record MetricsBlock(
    [property: Id(0)] string Name,
    [property: Id(1)] long MinTime,
    [property: Id(2)] long MaxTime,
    [property: Id(3)] long Series,
    [property: Id(4)] long Samples,
    [property: Id(5)] long Bytes,
    [property: Id(6)] int Level);
