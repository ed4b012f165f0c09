namespace Orleans.Obs.Silo.Configuration;

/// <summary>How silos find each other.</summary>
internal enum ClusterKind
{
    Single,
    Azure,
}
