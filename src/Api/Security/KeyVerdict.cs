namespace Orleans.Obs.Api.Security;

/// <summary>What became of a key's verification.</summary>
internal enum KeyVerdict
{
    Valid,
    Unknown,
    Expired,

    /// <summary>The tenant's keys could not be read: nothing is known about this one.</summary>
    Unavailable,
}
