using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.PromQL.Evaluation.Annotations;

/// <summary>The messages of annotations; clients and tests compare them by text.</summary>
internal static class AnnotationText
{
    public const string MixedInAggregation = "encountered a mix of histograms and floats for aggregation";

    public const string SortInRangeQuery = "sort is ineffective for range queries since results are always ordered by labels";

    public static string QuantileOutOfRange(double quantile) => $"quantile value should be between 0 and 1, got {PrometheusFloat.FormatGeneral(quantile)}";

    public static string RatioOutOfRange(double ratio, double cap) =>
        $"ratio value should be between -1 and 1, got {PrometheusFloat.FormatGeneral(ratio)}, capping to {PrometheusFloat.FormatGeneral(cap)}";

    public static string BadBucketLabel(string value, string metric) => ForMetric($"bucket label \"le\" is missing or has a malformed value of {GoLiteral.Quote(value)}", metric);

    public static string MixedFloatsAndHistograms(string metric) => $"encountered a mix of histograms and floats for metric name {GoLiteral.Quote(metric)}";

    public static string MixedClassicAndNative(string metric) => ForMetric("vector contains a mix of classic and native histograms", metric);

    public static string NotCounter(string metric) => $"this native histogram metric is not a counter: {GoLiteral.Quote(metric)}";

    public static string NotGauge(string metric) => $"this native histogram metric is not a gauge: {GoLiteral.Quote(metric)}";

    public static string MixedSchemas(string metric) =>
        $"vector contains a mix of histograms with exponential and custom buckets schemas for metric name {GoLiteral.Quote(metric)}";

    public static string IncompatibleBuckets(string operation) => $"incompatible bucket layout encountered for binary operator {operation}";

    public static string MaybeNotCounter(string metric) => $"metric might not be a counter, name does not end in _total/_sum/_count/_bucket: {GoLiteral.Quote(metric)}";

    public static string MaybeNotCounter(string metric, string type) =>
        $"metric might not be a counter, __type__ label is not set to \"counter\" or \"histogram\", got {GoLiteral.Quote(type)}: {GoLiteral.Quote(metric)}";

    public static string MonotonicityRepaired(string metric) => ForMetric(
        "input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)", metric);

    public static string IncompatibleTypes(string operation, bool leftIsHistogram, bool rightIsHistogram) =>
        $"incompatible sample types encountered for binary operator \"{operation}\": {TypeName(leftIsHistogram)} {operation} {TypeName(rightIsHistogram)}";

    public static string HistogramIgnored(string aggregation) => $"ignored histogram in {aggregation} aggregation";

    public static string HistogramsIgnoredInRange(string metric) => $"ignored histograms in a range containing both floats and histograms for metric name {GoLiteral.Quote(metric)}";

    public static string QuantileOfNaN(string metric) => ForMetric("input to histogram_quantile has NaN observations, result is NaN", metric);

    public static string QuantileSkewedByNaN(string metric) => ForMetric("input to histogram_quantile has NaN observations, result is skewed higher", metric);

    public static string FractionWithoutNaN(string metric) =>
        ForMetric("input to histogram_fraction has NaN observations, which are excluded from all fractions", metric);

    public static string ConflictingResets(string operation) => $"conflicting counter resets during histogram {operation}";

    public static string BoundsReconciled(string operation) => $"mismatched custom buckets were reconciled during {operation}";

    public static string StartTimeOverlap(string metric) => $"sample has start time that overlaps with previous sample timestamp for metric {GoLiteral.Quote(metric)}";

    private static string ForMetric(string message, string metric) => metric.Length == 0 ? message : $"{message} for metric name {GoLiteral.Quote(metric)}";

    private static string TypeName(bool isHistogram) => isHistogram ? "histogram" : "float";
}
