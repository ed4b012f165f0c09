namespace Orleans.Obs.Api.Queries;

/// <summary>A query that has ended, for better or worse.</summary>
/// <param name="Tenant">Over whose data it was.</param>
/// <param name="Text">The query.</param>
/// <param name="RangeSeconds">The length of its time range; 0 for an instant query.</param>
/// <param name="Ended">When, milliseconds since the epoch.</param>
/// <param name="Duration">From its arrival.</param>
/// <param name="SamplesRead">Samples that it read.</param>
/// <param name="PeakSamples">The most samples that it held at a time.</param>
internal readonly record struct FinishedQuery(string Tenant, string Text, long RangeSeconds, long Ended, TimeSpan Duration, long SamplesRead, long PeakSamples);
