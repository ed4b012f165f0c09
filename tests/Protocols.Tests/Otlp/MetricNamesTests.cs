using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Protocols.Otlp;

namespace Orleans.Obs.Protocols.Tests.Otlp;

public sealed class MetricNamesTests
{
    [Theory]
    [InlineData("http.server.duration", "ms", MetricType.Histogram, "http_server_duration_milliseconds")]
    [InlineData("requests", "1", MetricType.Counter, "requests_total")]
    [InlineData("requests.total", "{request}", MetricType.Counter, "requests_total")]
    [InlineData("total.requests", "", MetricType.Counter, "requests_total")]
    [InlineData("memory.usage", "By", MetricType.Gauge, "memory_usage_bytes")]
    [InlineData("memory_bytes.usage", "By", MetricType.Gauge, "memory_bytes_usage")]
    [InlineData("cpu.utilization", "1", MetricType.Gauge, "cpu_utilization_ratio")]
    [InlineData("throughput", "By/s", MetricType.Gauge, "throughput_bytes_per_second")]
    [InlineData("1st.__metric", "widgets/fortnight", MetricType.Gauge, "_1st_metric_widgets_per_fortnight")]
    [InlineData("active", "1", MetricType.Unknown, "active")]
    [InlineData("a:b", "foo:bar", MetricType.Gauge, "a:b_foo:bar")]
    [InlineData("...", "", MetricType.Gauge, "")]
    [InlineData("x", "{a}/{b}", MetricType.Gauge, "x")]
    public void Names_are_escaped_and_suffixed(string name, string unit, MetricType type, string expected) =>
        Assert.Equal(expected, MetricNames.Family(name, unit, type, new OtlpMetricsOptions()));

    [Theory]
    [InlineData(TranslationStrategy.UnderscoreEscapingWithoutSuffixes, "http_requests")]
    [InlineData(TranslationStrategy.NoUTF8EscapingWithSuffixes, "http.requests_bytes_total")]
    [InlineData(TranslationStrategy.NoTranslation, "http.requests")]
    [InlineData(TranslationStrategy.UnderscoreEscapingWithoutSuffixes, "a__b_c", "a__b..c")]
    [InlineData(TranslationStrategy.NoUTF8EscapingWithSuffixes, "http.requests_bytes_total", "http.requests.total")]
    public void Other_strategies_escape_or_suffix_or_neither(TranslationStrategy strategy, string expected, string name = "http.requests") =>
        Assert.Equal(expected, MetricNames.Family(name, "By", MetricType.Counter, new OtlpMetricsOptions { Translation = strategy }));

    [Theory]
    [InlineData("http.method", "http_method")]
    [InlineData("0start", "key_0start")]
    [InlineData("_one", "key_one")]
    [InlineData("__two", "__two")]
    [InlineData("a..b", "a__b")]
    [InlineData("...", null)]
    public void Label_names_are_escaped(string name, string? expected) => Assert.Equal(expected, MetricNames.Label(name, new OtlpMetricsOptions()));

    [Theory]
    [InlineData("a..b", "a_b")]
    [InlineData("_one", "_one")]
    [InlineData("__a..b__", "__a_b__")]
    public void Label_names_are_collapsed_and_keep_a_leading_underscore_on_demand(string name, string expected) =>
        Assert.Equal(expected, MetricNames.Label(name, new OtlpMetricsOptions { LabelNamePreserveMultipleUnderscores = false, LabelNameUnderscoreSanitization = false }));
}
