namespace Orleans.Obs.Silo.Configuration;

/// <summary>What a process does: everything, shards only, or APIs only.</summary>
internal enum ProcessRole
{
    All,
    Silo,
    Api,
}
