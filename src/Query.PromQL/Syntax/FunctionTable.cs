using System.Collections.Frozen;
using System.Collections.Immutable;
using static Orleans.Obs.Query.PromQL.Syntax.PromQLType;

namespace Orleans.Obs.Query.PromQL.Syntax;

/// <summary>The functions of the language.</summary>
public static class FunctionTable
{
    private const PromQLType Text = PromQLType.String;

    private static readonly FrozenDictionary<string, FunctionSignature> _functions = Declare().ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>All functions, in no particular order.</summary>
    public static ImmutableArray<FunctionSignature> All => _functions.Values;

    /// <summary>The function of this name (names are case-sensitive), or null.</summary>
    public static FunctionSignature? Find(string name) => _functions.GetValueOrDefault(name);

    private static IEnumerable<FunctionSignature> Declare()
    {
        string[] ofVector =
        [
            "abs", "absent", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor", "histogram_avg", "histogram_count",
            "histogram_stddev", "histogram_stdvar", "histogram_sum", "ln", "log10", "log2", "rad", "sgn", "sin", "sinh", "sort", "sort_desc", "sqrt", "tan", "tanh", "timestamp",
        ];
        string[] ofRange =
        [
            "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "first_over_time", "idelta", "increase", "irate", "last_over_time",
            "max_over_time", "min_over_time", "present_over_time", "rate", "resets", "stddev_over_time", "stdvar_over_time", "sum_over_time",
        ];
        string[] ofTime = ["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"];
        string[] experimentalOfRange = ["mad_over_time", "ts_of_first_over_time", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time"];
        return
        [
            .. ofVector.Select(name => new FunctionSignature(name, [Vector], 0, Vector)),
            .. ofRange.Select(name => new FunctionSignature(name, [Matrix], 0, Vector)),
            .. ofTime.Select(name => new FunctionSignature(name, [Vector], 1, Vector)),
            new("clamp", [Vector, Scalar, Scalar], 0, Vector),
            new("clamp_max", [Vector, Scalar], 0, Vector),
            new("clamp_min", [Vector, Scalar], 0, Vector),
            new("histogram_fraction", [Scalar, Scalar, Vector], 0, Vector),
            new("histogram_quantile", [Scalar, Vector], 0, Vector),
            new("label_join", [Vector, Text, Text, Text], -1, Vector),
            new("label_replace", [Vector, Text, Text, Text, Text], 0, Vector),
            new("pi", [], 0, Scalar),
            new("predict_linear", [Matrix, Scalar], 0, Vector),
            new("quantile_over_time", [Scalar, Matrix], 0, Vector),
            new("round", [Vector, Scalar], 1, Vector),
            new("scalar", [Vector], 0, Scalar),
            new("time", [], 0, Scalar),
            new("vector", [Scalar], 0, Vector),
            .. experimentalOfRange.Select(name => new FunctionSignature(name, [Matrix], 0, Vector, Experimental: true)),
            new("double_exponential_smoothing", [Matrix, Scalar, Scalar], 0, Vector, Experimental: true),
            new("end", [], 0, Scalar, Experimental: true),
            new("histogram_quantiles", [Vector, Text, Scalar, Scalar], 9, Vector, Experimental: true),
            new("info", [Vector, Vector], 1, Vector, Experimental: true),
            new("max_of", [Scalar, Scalar], 0, Scalar, Experimental: true),
            new("min_of", [Scalar, Scalar], 0, Scalar, Experimental: true),
            new("range", [], 0, Scalar, Experimental: true),
            new("sort_by_label", [Vector, Text], -1, Vector, Experimental: true),
            new("sort_by_label_desc", [Vector, Text], -1, Vector, Experimental: true),
            new("start", [], 0, Scalar, Experimental: true),
            new("start_timestamp", [Vector], 0, Vector, Experimental: true),
            new("step", [], 0, Scalar, Experimental: true),
        ];
    }
}
