namespace Orleans.Obs.Api.Logs;

/// <summary>Counted lines, and how many streams they belong to.</summary>
internal sealed record StreamVolumes(IReadOnlyList<StreamVolume> Cells, long Streams);
