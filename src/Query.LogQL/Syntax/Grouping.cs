using System.Collections.Immutable;

namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>Which labels make a group: exactly these, or all but these.</summary>
public sealed record Grouping(bool Without, ImmutableArray<string> Labels);
