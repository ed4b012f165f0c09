using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Api.Logs;

/// <summary>Lines of a group of streams in one bucket of time.</summary>
internal sealed record StreamVolume(LabelSet Group, int Bucket, long Lines, long Bytes);
