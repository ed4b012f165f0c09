namespace Orleans.Obs.Query.LogQL.Pipelines;

/// <summary>A value that a parser takes out of a line.</summary>
/// <param name="Name">The label's name.</param>
/// <param name="Value">The value.</param>
/// <param name="JsonPath">The keys that lead to it in JSON; null for other lines.</param>
public sealed record LineField(string Name, string Value, IReadOnlyList<string>? JsonPath);
