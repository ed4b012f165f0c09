namespace Orleans.Obs.Grains.Archives;

/// <summary>
/// Writes all that belongs to a tenant into one archive, and makes a tenant out of one. The archive is a tar of the tenant's settings and of each shard's blocks and manifest; it needs no
/// log, since everything in memory becomes blocks first.
/// </summary>
public interface ITenantArchives
{
    /// <summary>Turns what the tenant has in memory into blocks; what was acknowledged before is in the archive then.</summary>
    /// <exception cref="ArchiveException">A shard did not do it.</exception>
    Task FlushAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Writes the archive. The tenant may be written and asked meanwhile.</summary>
    /// <exception cref="ArchiveException">There is no such tenant.</exception>
    Task WriteAsync(string tenant, Stream archive, CancellationToken cancellationToken);

    /// <summary>Makes the tenant, which must not have data, and returns the number of blocks that it got. The archive may be that of another tenant.</summary>
    /// <exception cref="ArchiveException">The tenant has data, or the archive is damaged; nothing was changed then.</exception>
    Task<int> RestoreAsync(string tenant, Stream archive, CancellationToken cancellationToken);
}
