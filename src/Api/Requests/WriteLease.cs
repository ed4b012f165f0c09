namespace Orleans.Obs.Api.Requests;

/// <summary>Bytes taken out of the <see cref="WriteBudget"/>; dispose gives them back.</summary>
internal readonly struct WriteLease(WriteAdmission admission, WriteBudget.Counter? tenant, WriteBudget.Counter? process, long bytes) : IDisposable
{
    public WriteAdmission Admission { get; } = admission;

    public void Dispose()
    {
        tenant?.Remove(bytes);
        process?.Remove(bytes);
    }
}
