namespace Orleans.Obs.Grains.Placement;

/// <summary>Places a grain by <see cref="RendezvousPlacementDirector"/>.</summary>
[GenerateSerializer, Immutable, Alias("obs.rendezvous-placement")]
public sealed class RendezvousPlacementStrategy : PlacementStrategy;
