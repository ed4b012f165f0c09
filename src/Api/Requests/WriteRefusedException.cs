namespace Orleans.Obs.Api.Requests;

/// <summary>A write request that would take more memory than there is for it now.</summary>
internal sealed class WriteRefusedException(WriteAdmission admission) : Exception
{
    /// <summary>429 when it is the tenant that has too much under way, 503 when it is everybody.</summary>
    public int Status => admission == WriteAdmission.TenantBusy ? 429 : 503;

    public override string Message => admission == WriteAdmission.TenantBusy
        ? "too many bytes of this tenant's write requests are in flight"
        : "too many bytes of write requests are in flight";
}
