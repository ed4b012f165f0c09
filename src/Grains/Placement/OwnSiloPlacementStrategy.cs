namespace Orleans.Obs.Grains.Placement;

/// <summary>Places a grain by <see cref="OwnSiloPlacementDirector"/>.</summary>
[GenerateSerializer, Immutable, Alias("obs.own-silo-placement")]
public sealed class OwnSiloPlacementStrategy : PlacementStrategy;
