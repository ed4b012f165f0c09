namespace Orleans.Obs.Load.Sending;

/// <summary>How a run of requests went.</summary>
internal sealed record SendReport(long Samples, double Seconds, double ServerCpuSeconds, long ServerResidentBytes, long Failures, string FirstError)
{
    public long SamplesPerCpuSecond => ServerCpuSeconds > 0 ? (long)(Samples / ServerCpuSeconds) : 0;
}
