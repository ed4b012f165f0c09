namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>What a group's header says of one name of structured metadata.</summary>
/// <param name="Name">The name, UTF-8.</param>
/// <param name="Column">The values of the rows that have one.</param>
/// <param name="Present">Where the bits of the rows that have one lie; null when all have.</param>
internal sealed record MetadataInfo(ReadOnlyMemory<byte> Name, ColumnInfo Column, PlaceInPage? Present);
