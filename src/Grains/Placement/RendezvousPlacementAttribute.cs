using Orleans.Placement;

namespace Orleans.Obs.Grains.Placement;

/// <summary>The grain's key alone decides among the silos that live: a silo that joins or leaves moves only the grains that it gets or had.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RendezvousPlacementAttribute() : PlacementAttribute(new RendezvousPlacementStrategy());
