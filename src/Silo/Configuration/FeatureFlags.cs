using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>The names that <c>Obs:Features</c> takes: those of Prometheus' <c>--enable-feature</c>.</summary>
internal static class FeatureFlags
{
    private static readonly Dictionary<string, PromQLFeatures> ByName = new(StringComparer.Ordinal)
    {
        ["promql-experimental-functions"] = PromQLFeatures.ExperimentalFunctions,
        ["promql-duration-expr"] = PromQLFeatures.DurationExpressions,
        ["promql-extended-range-selectors"] = PromQLFeatures.ExtendedRangeSelectors,
        ["promql-binop-fill-modifiers"] = PromQLFeatures.FillModifiers,
        ["promql-delayed-name-removal"] = PromQLFeatures.DelayedNameRemoval,
        ["type-and-unit-labels"] = PromQLFeatures.TypeAndUnitLabels,
        ["use-start-timestamps"] = PromQLFeatures.StartTimestamps,
    };

    public static IEnumerable<string> Known => ByName.Keys;

    /// <summary>The first name that is not known; null when all are.</summary>
    public static string? FirstUnknown(string list) => Names(list).FirstOrDefault(name => !ByName.ContainsKey(name));

    /// <summary>The features of a valid list.</summary>
    public static PromQLFeatures Parse(string list) => Names(list).Aggregate(PromQLFeatures.None, (features, name) => features | ByName[name]);

    /// <summary>The names of a list.</summary>
    public static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
