namespace Orleans.Obs.Load.Queries;

/// <summary>A query and what it took: the median and the least of its runs. With a status other than 200 there is no answer whose time could be compared.</summary>
internal sealed record TimedQuery(string Text, double MedianMilliseconds, double LeastMilliseconds, double CpuSeconds, long ResponseBytes, int Status)
{
    public bool Failed => Status != 200;
}
