namespace Orleans.Obs.Grains.Abstractions.Cluster;

/// <summary>Speaks for one silo and lives there; its key is the silo's address as <c>SiloAddress.ToParsableString</c> writes it.</summary>
[Alias("obs.silo")]
public interface ISiloGrain : IGrainWithStringKey
{
    /// <summary>What the silo runs, holds and waits for.</summary>
    [Alias("report"), ResponseTimeout("00:00:05")]
    Task<SiloReport> ReportAsync(CancellationToken cancellationToken = default);
}
