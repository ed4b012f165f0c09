namespace Orleans.Obs.Engine.Metrics.Blocks;

/// <summary>One condition of a tombstone, as data: the engine keeps it without knowing regular expressions.</summary>
/// <param name="Name">The label's name.</param>
/// <param name="Operator">How the value is compared.</param>
/// <param name="Value">The value or the regular expression.</param>
public sealed record TombstoneMatcher(string Name, TombstoneOperator Operator, string Value);
