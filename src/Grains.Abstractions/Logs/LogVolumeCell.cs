namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>Rows of one group of streams and one level in one bucket.</summary>
/// <param name="Group">The group's number.</param>
/// <param name="Level">The level's number.</param>
/// <param name="Bucket">The bucket's number.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Bytes">Bytes of their lines.</param>
[GenerateSerializer, Immutable, Alias("obs.log-volume-cell")]
public readonly record struct LogVolumeCell(
    [property: Id(0)] int Group,
    [property: Id(1)] int Level,
    [property: Id(2)] int Bucket,
    [property: Id(3)] long Rows,
    [property: Id(4)] long Bytes);
