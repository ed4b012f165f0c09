namespace Orleans.Obs.Grains.Abstractions.Logs;

/// <summary>Asks for the rows that arrived at a shard behind a cursor and satisfy a plan.</summary>
/// <param name="Plan">The plan as the query language encoded it.</param>
/// <param name="Epoch">The cursor of the last reply; 0 to begin with what arrives from now on.</param>
/// <param name="Arrival">The rest of that cursor.</param>
/// <param name="WaitMilliseconds">How long to wait for the first row before an empty reply.</param>
[GenerateSerializer, Immutable, Alias("obs.log-tail-request")]
public sealed record LogTailRequest(
    [property: Id(0)] ReadOnlyMemory<byte> Plan,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Arrival,
    [property: Id(3)] int WaitMilliseconds);
