namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>The time that <c>@</c> pins a selector to.</summary>
/// <param name="Kind">A timestamp, or the query's start or end.</param>
/// <param name="Timestamp">Milliseconds since the epoch, for <see cref="AtKind.Timestamp"/>.</param>
public sealed record AtModifier(AtKind Kind, long Timestamp = 0);
