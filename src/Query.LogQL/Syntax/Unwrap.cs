using System.Collections.Immutable;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Syntax;


/// <summary>Takes samples out of a label.</summary>
/// <param name="Label">The label.</param>
/// <param name="Conversion">How its text becomes a number.</param>
/// <param name="Filters">Filters that see the conversion's error.</param>
public sealed record Unwrap(string Label, UnwrapConversion Conversion, ImmutableArray<LabelFilter> Filters);
