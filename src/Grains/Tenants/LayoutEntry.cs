namespace Orleans.Obs.Grains.Tenants;

/// <summary>A number of slots and the time from which it holds, milliseconds since the epoch.</summary>
internal sealed record LayoutEntry(long From, int Slots);
