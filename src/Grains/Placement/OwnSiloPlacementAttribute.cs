using Orleans.Placement;

namespace Orleans.Obs.Grains.Placement;

/// <summary>The grain lives on the silo that its key names.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OwnSiloPlacementAttribute() : PlacementAttribute(new OwnSiloPlacementStrategy());
