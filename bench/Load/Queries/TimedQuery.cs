namespace Orleans.Obs.Load.Queries;

/// <summary>A query and what it took: the median of its runs.</summary>
internal sealed record TimedQuery(string Text, double MedianMilliseconds, double CpuSeconds, long ResponseBytes, int Status);
