namespace Orleans.Obs.Grains.Archives;

/// <summary>Why a tenant can't be archived or restored.</summary>
public enum ArchiveFault
{
    /// <summary>There is no such tenant.</summary>
    NoTenant,

    /// <summary>The tenant that should be restored has data.</summary>
    TenantHasData,

    /// <summary>The archive is not what it should be.</summary>
    Damaged,

    /// <summary>A shard does not answer; trying again may help.</summary>
    Unavailable,
}
