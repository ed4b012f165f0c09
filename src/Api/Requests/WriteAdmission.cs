namespace Orleans.Obs.Api.Requests;

/// <summary>Whether a write request may be worked on now.</summary>
internal enum WriteAdmission
{
    Granted,
    TenantBusy,
    ProcessBusy,
}
