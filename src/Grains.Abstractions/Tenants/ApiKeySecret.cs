namespace Orleans.Obs.Grains.Abstractions.Tenants;

/// <summary>One secret of a key; the secret itself is known only to whoever was shown it.</summary>
/// <param name="Hash">SHA-256 of the key's text, in lower-case hexadecimal. The text carries 256 random bits, so a slow hash would add nothing.</param>
/// <param name="Created">When it was made, milliseconds since the epoch.</param>
/// <param name="Expires">From when it is refused, milliseconds since the epoch; 0: never.</param>
[GenerateSerializer, Immutable, Alias("obs.api-key-secret")]
public sealed record ApiKeySecret([property: Id(0)] string Hash, [property: Id(1)] long Created, [property: Id(2)] long Expires);
