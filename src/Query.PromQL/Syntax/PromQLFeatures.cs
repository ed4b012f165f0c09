namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>The switches of the language, under Prometheus' names of feature flags.</summary>
[Flags]
public enum PromQLFeatures
{
    /// <summary>The stable language.</summary>
    None = 0,

    /// <summary><c>promql-experimental-functions</c></summary>
    ExperimentalFunctions = 1 << 0,

    /// <summary><c>promql-duration-expr</c></summary>
    DurationExpressions = 1 << 1,

    /// <summary><c>promql-extended-range-selectors</c></summary>
    ExtendedRangeSelectors = 1 << 2,

    /// <summary><c>promql-binop-fill-modifiers</c></summary>
    FillModifiers = 1 << 3,

    /// <summary><c>promql-delayed-name-removal</c></summary>
    DelayedNameRemoval = 1 << 4,

    /// <summary><c>type-and-unit-labels</c></summary>
    TypeAndUnitLabels = 1 << 5,

    /// <summary><c>use-start-timestamps</c></summary>
    StartTimestamps = 1 << 6,

    /// <summary>Everything.</summary>
    All = (1 << 7) - 1,
}
