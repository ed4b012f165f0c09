namespace Orleans.Obs.Grains.Abstractions;

/// <summary>A label matcher.</summary>
/// <param name="Operator">0 <c>=</c>, 1 <c>!=</c>, 2 <c>=~</c>, 3 <c>!~</c>, as remote read numbers them.</param>
/// <param name="Name">The label's name.</param>
/// <param name="Value">The value or the regular expression.</param>
[GenerateSerializer, Immutable, Alias("obs.matcher")]
public sealed record Matcher([property: Id(0)] byte Operator, [property: Id(1)] string Name, [property: Id(2)] string Value);
