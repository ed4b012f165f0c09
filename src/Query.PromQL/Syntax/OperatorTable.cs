using System.Collections.Immutable;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>The operators of the language as texts: aggregations, binary operators, and what selectors are written with.</summary>
public static class OperatorTable
{
    /// <summary>All of them, and which need the feature <c>promql-experimental-functions</c>.</summary>
    public static ImmutableArray<(string Text, bool Experimental)> All { get; } =
    [
        .. Enum.GetValues<BinaryOperator>().Select(static operation => (operation.Symbol(), false)),
        .. Enum.GetValues<AggregateOperator>().Select(static operation => (AggregateOperators.NameOf(operation), AggregateOperators.IsExperimental(operation))),
        ("=~", false),
        ("!~", false),
        ("@", false),
    ];
}
