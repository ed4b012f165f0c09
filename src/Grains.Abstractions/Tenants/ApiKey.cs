using System.Collections.Immutable;

namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>A key as its tenant keeps it.</summary>
/// <param name="Id">Names the key among those of its tenant; no secret.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Tenants">The tenants whose data it opens, the one that keeps it among them.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="Created">When it was made, milliseconds since the epoch.</param>
/// <param name="Expires">From when it is refused, milliseconds since the epoch; 0: never.</param>
/// <param name="Secrets">What opens it: one secret, or two between a rotation and the end of the older one. Oldest first.</param>
[GenerateSerializer, Immutable, Alias("obs.api-key")]
public sealed record ApiKey(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] ImmutableArray<string> Tenants,
    [property: Id(3)] ApiKeyScopes Scopes,
    [property: Id(4)] long Created,
    [property: Id(5)] long Expires,
    [property: Id(6)] ImmutableArray<ApiKeySecret> Secrets);
