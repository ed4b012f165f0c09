using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Engine.Metrics;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Ingest;
using Orleans.Obs.Protocols.Otlp;
using Orleans.Obs.Protocols.Protobuf;
using Orleans.Obs.Protocols.RemoteWrite;
using Orleans.Obs.Protocols.Tests.RemoteWrite;

namespace Orleans.Obs.Protocols.Tests.Otlp;

public sealed class OtlpMetricsDecoderTests : IDisposable
{
    private const string Resource =
        """{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"service.namespace","value":{"stringValue":"eu"}},{"key":"service.instance.id","value":{"stringValue":"i1"}},{"key":"k8s.pod","value":{"stringValue":"p"}}]}""";

    private readonly SlotBatches _batches = new(4);

    public void Dispose() => _batches.Dispose();

    [Fact]
    public void A_sum_becomes_a_counter_with_job_and_instance()
    {
        List<BatchEntry> entries = Decode("""
            {"name":"http.requests","unit":"1","description":"Requests.","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
              {"asInt":"5","startTimeUnixNano":"1000000000","timeUnixNano":"2000000000","attributes":[{"key":"http.method","value":{"stringValue":"GET"}},{"key":"ok","value":{"boolValue":true}},{"key":"n","value":{"intValue":"-7"}}]}]}}
            """);
        BatchEntry counter = Series(entries, ("__name__", "http_requests_total"), ("http_method", "GET"), ("ok", "true"), ("n", "-7"), ("job", "eu/shop"), ("instance", "i1"));
        Assert.Equal([(2000L, Bits(5), 1000L)], counter.Samples);
        BatchEntry metadata = Series(entries, ("__name__", "http_requests_total"));
        Assert.Equal([(byte)MetricType.Counter, 9, 0, 0, 0, .. "Requests."u8], metadata.Extras.Single().Body);
        BatchEntry target = Series(entries, ("__name__", "target_info"), ("k8s_pod", "p"), ("job", "eu/shop"), ("instance", "i1"));
        Assert.Equal([(2000L, Bits(1), 0L)], target.Samples);
    }

    [Fact]
    public void A_gauge_without_a_value_is_a_stale_marker()
    {
        List<BatchEntry> entries = Decode("""{"name":"load","gauge":{"dataPoints":[{"timeUnixNano":2000000000,"flags":1}]}}""");
        Assert.Equal(SampleValue.StaleBits, Series(entries, ("__name__", "load"), ("job", "eu/shop"), ("instance", "i1")).Samples.Single().Bits);
    }

    [Fact]
    public void Attributes_that_land_on_one_label_are_joined()
    {
        List<BatchEntry> entries = Decode("""
            {"name":"load","gauge":{"dataPoints":[{"asDouble":0.5,"timeUnixNano":"2000000000","attributes":[{"key":"a_b","value":{"stringValue":"2"}},{"key":"a.b","value":{"stringValue":"1"}}]}]}}
            """);
        Series(entries, ("__name__", "load"), ("a_b", "1;2"), ("job", "eu/shop"), ("instance", "i1"));
    }

    [Fact]
    public void An_explicit_histogram_becomes_classic_series_with_exemplars_at_their_buckets()
    {
        List<BatchEntry> entries = Decode("""
            {"name":"latency","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"2000000000","count":"6","sum":4.5,"bucketCounts":["1","2","3"],"explicitBounds":[0.1,1],
              "exemplars":[{"timeUnixNano":"1500000000","asDouble":0.7,"traceId":"0102","spanId":"0a","filteredAttributes":[{"key":"u.id","value":{"intValue":9}}]}]}]}}
            """);
        Assert.Equal(Bits(4.5), Series(entries, Named("latency_seconds_sum")).Samples.Single().Bits);
        Assert.Equal(Bits(6), Series(entries, Named("latency_seconds_count")).Samples.Single().Bits);
        Assert.Equal((Bits(1), Bits(3), Bits(6)), (Bucket("0.1"), Bucket("1"), Bucket("+Inf")));
        byte[] exemplar = Assert.Single(Series(entries, [.. Named("latency_seconds_bucket"), ("le", "1")]).Extras).Body;
        Assert.Equal((1500, 0.7), (BitConverter.ToInt64(exemplar), BitConverter.ToDouble(exemplar, 8)));
        Assert.Equal(LabelSet.Of(("trace_id", "0102"), ("span_id", "0a"), ("u.id", "9")), new LabelSet(exemplar, 16, exemplar.Length - 16));

        long Bucket(string le) => Series(entries, [.. Named("latency_seconds_bucket"), ("le", le)]).Samples.Single().Bits;
    }

    [Fact]
    public void An_exponential_histogram_becomes_a_native_one()
    {
        List<BatchEntry> entries = Decode("""
            {"name":"latency","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"2000000000","count":"9","sum":4.5,"scale":3,"zeroCount":"1",
              "positive":{"offset":-2,"bucketCounts":["1","0","2","0","0","0","5"]}}]}}
            """);
        NativeHistogram histogram = NativeHistogram.Read(Series(entries, Named("latency")).Extras.Single().Body.AsSpan(16));
        Assert.Equal((3, 9.0, 4.5, 1.0, 1e-128), (histogram.Schema, histogram.Count, histogram.Sum, histogram.ZeroCount, histogram.ZeroThreshold));
        Assert.Equal([new BucketSpan(-1, 3), new BucketSpan(3, 1)], histogram.PositiveSpans);
        Assert.Equal([1.0, 0, 2, 5], histogram.PositiveBuckets);
    }

    [Fact]
    public void A_summary_becomes_quantiles_sum_and_count()
    {
        List<BatchEntry> entries = Decode("""
            {"name":"latency","summary":{"dataPoints":[{"timeUnixNano":"2000000000","count":"3","sum":1.5,"quantileValues":[{"quantile":0.5,"value":0.25},{"quantile":1,"value":2}]}]}}
            """);
        Assert.Equal(Bits(0.25), Series(entries, [.. Named("latency"), ("quantile", "0.5")]).Samples.Single().Bits);
        Assert.Equal(Bits(2), Series(entries, [.. Named("latency"), ("quantile", "1")]).Samples.Single().Bits);
        Assert.Equal(Bits(3), Series(entries, Named("latency_count")).Samples.Single().Bits);
    }

    [Fact]
    public void Unknown_temporality_is_refused_and_the_rest_kept()
    {
        var decoder = new OtlpMetricsDecoder(new OtlpMetricsOptions());
        decoder.Decode(ToProtobuf(Request("""
            {"name":"d","sum":{"isMonotonic":true,"dataPoints":[{"asInt":"1","timeUnixNano":"1000000"},{"asInt":"2","timeUnixNano":"2000000"}]}},
            {"name":"g","gauge":{"dataPoints":[{"asInt":"1","timeUnixNano":"1000000"}]}}
            """)), _batches);
        Assert.Equal((1, 2, "invalid temporality and type combination for metric \"d\""), (decoder.AcceptedPoints, decoder.RejectedPoints, decoder.FirstFault));
        Series(BatchEntry.ReadAll(_batches), Named("g"));
    }

    [Fact]
    public void Points_of_delta_temporality_stay_deltas()
    {
        List<BatchEntry> entries = Decode("""
            {"name":"d","sum":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA","isMonotonic":true,"dataPoints":[{"asInt":"3","startTimeUnixNano":"1000000","timeUnixNano":"2000000"}]}},
            {"name":"h","histogram":{"aggregation_temporality":1,"dataPoints":[{"timeUnixNano":"2000000","count":"3","sum":"NaN","bucketCounts":["1","2"],"explicitBounds":[1]}]}},
            {"name":"e","exponentialHistogram":{"aggregationTemporality":1,"dataPoints":[{"timeUnixNano":"2000000","count":"1","scale":0,"positive":{"offset":0,"bucketCounts":["1"]}}]}},
            {"name":"n","sum":{"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[{"timeUnixNano":"2000000","flags":1}]}}
            """);
        (byte kind, byte[] delta) = Assert.Single(Series(entries, Named("d_total")).Extras);
        Assert.Equal((MetricsExtras.DeltaKind, 2, 1, 3.0), (kind, BitConverter.ToInt64(delta), BitConverter.ToInt64(delta, 8), BitConverter.ToDouble(delta, 16)));
        Assert.Equal(3.0, BitConverter.ToDouble(Assert.Single(Series(entries, Named("h_count")).Extras).Body, 16));
        Assert.Equal(1.0, BitConverter.ToDouble(Assert.Single(Series(entries, [.. Named("h_bucket"), ("le", "1")]).Extras).Body, 16));
        Assert.DoesNotContain(entries, entry => entry.Labels == LabelSet.Of(Named("h_sum")));
        Assert.DoesNotContain(entries, entry => entry.Labels == LabelSet.Of(Named("n_total")));
        Assert.Equal(MetricsExtras.HistogramDeltaKind, Assert.Single(Series(entries, Named("e")).Extras).Kind);
    }

    [Theory]
    [InlineData("true", "-1", "the delta of a monotonic sum must be a number and not negative")]
    [InlineData("true", "\"NaN\"", "the delta of a monotonic sum must be a number and not negative")]
    [InlineData("false", "\"Infinity\"", "a delta must be a number")]
    public void Deltas_that_would_spoil_the_total_are_refused(string monotonic, string value, string fault) => AssertRefused(
        $$$"""{"name":"d","sum":{"aggregationTemporality":1,"isMonotonic":{{{monotonic}}},"dataPoints":[{"asDouble":{{{value}}},"timeUnixNano":"1"}]}}""", fault);

    [Theory]
    [InlineData("", "label name is empty")]
    [InlineData("...", "normalization for label name \"...\" resulted in invalid name")]
    public void A_point_with_an_attribute_that_can_not_be_named_is_refused(string key, string fault) => AssertRefused(
        $$$"""{"name":"g","gauge":{"dataPoints":[{"asInt":1,"timeUnixNano":"1","attributes":[{"key":"{{{key}}}","value":{"stringValue":"x"}}]}]}}""", fault);

    [Fact]
    public void A_scale_below_the_coarsest_schema_is_refused() => AssertRefused(
        """{"name":"e","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"1","count":"1","scale":-5,"positive":{"offset":0,"bucketCounts":["1"]}}]}}""",
        "cannot convert exponential to native histogram. Scale must be >= -4, was -5");

    [Fact]
    public void An_explicit_histogram_becomes_one_with_custom_buckets_on_demand()
    {
        List<BatchEntry> entries = Decode(
            """{"name":"h","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"2000000","count":"5","sum":9,"bucketCounts":["0","2","3"],"explicitBounds":[1,2]}]}}""",
            new OtlpMetricsOptions { ConvertHistogramsToNhcb = true });
        NativeHistogram histogram = NativeHistogram.Read(Assert.Single(Series(entries, Named("h_seconds")).Extras).Body.AsSpan(16));
        Assert.Equal((NativeHistogram.CustomBucketsSchema, 5.0, 9.0), (histogram.Schema, histogram.Count, histogram.Sum));
        Assert.Equal([new BucketSpan(1, 2)], histogram.PositiveSpans);
        Assert.Equal([2.0, 3], histogram.PositiveBuckets);
        Assert.Equal([1.0, 2], histogram.CustomBounds);
    }

    [Fact]
    public void All_resource_attributes_but_some_are_promoted_on_demand_and_never_override_those_of_the_point()
    {
        List<BatchEntry> entries = Decode("""{"name":"load","gauge":{"dataPoints":[{"asDouble":1,"timeUnixNano":"2000000","attributes":[{"key":"k8s.pod","value":{"stringValue":"mine"}}]}]}}""",
            new OtlpMetricsOptions { PromoteAllResourceAttributes = true, IgnoreResourceAttributes = ["service.namespace", "service.instance.id"] });
        Series(entries, [.. Named("load"), ("k8s_pod", "mine"), ("service_name", "shop")]);
    }

    [Fact]
    public void Type_and_unit_become_labels_on_demand()
    {
        List<BatchEntry> entries = Decode("""{"name":"io","unit":"By/s","gauge":{"dataPoints":[{"asDouble":1,"timeUnixNano":"2000000"}]}}""", new OtlpMetricsOptions { AddTypeAndUnitLabels = true });
        Series(entries, [.. Named("io_bytes_per_second"), ("__type__", "gauge"), ("__unit__", "bytes_per_second")]);
    }

    [Fact]
    public void Values_of_all_kinds_become_texts()
    {
        List<BatchEntry> entries = Decode("""
            {"name":"g","gauge":{"dataPoints":[{"asInt":1,"timeUnixNano":"1","attributes":[
              {"key":"a","value":{"arrayValue":{"values":[{"intValue":"1"},{"stringValue":"\u00e9<"},{},{"doubleValue":0.5}]}}},
              {"key":"m","value":{"kvlistValue":{"values":[{"key":"b","value":{"boolValue":true}},{"key":"a","value":{"bytesValue":"AAE="}}]}}},
              {"key":"d","value":{"doubleValue":1e21}},{"key":"e","value":{}},{"key":"__name__","value":{"stringValue":"other"}}]}]}}
            """);
        Series(entries, [.. Named("g"), ("a", "[1,\"\u00e9<\",null,0.5]"), ("m", """{"a":"AAE=","b":true}"""), ("d", "1e+21")]);
    }

    [Fact]
    public void What_is_odd_is_counted()
    {
        var decoder = new OtlpMetricsDecoder(new OtlpMetricsOptions());
        decoder.Decode(ToProtobuf(Request("""
            {"name":"empty","gauge":{"dataPoints":[]}},{"name":"none"},
            {"name":"e","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"1","sum":3}]}},
            {"name":"g","gauge":{"dataPoints":[{"asInt":1,"timeUnixNano":"1","attributes":[{"key":"a.b","value":{"intValue":1}},{"key":"a_b","value":{"intValue":2}}]}]}}
            """)), _batches);
        Assert.Equal((2, 1, 1), (decoder.CountOf(OtlpWarning.EmptyDataPoints), decoder.CountOf(OtlpWarning.LabelNameCollision), decoder.CountOf(OtlpWarning.HistogramZeroCountNonZeroSum)));
    }

    [Fact]
    public void Resource_attributes_and_the_scope_are_promoted_on_demand()
    {
        List<BatchEntry> entries = Decode("""{"name":"load","gauge":{"dataPoints":[{"asDouble":1,"timeUnixNano":"2000000000"}]}}""",
            new OtlpMetricsOptions { PromoteResourceAttributes = ["k8s.pod"], PromoteScopeMetadata = true });
        Series(entries, [.. Named("load"), ("k8s_pod", "p"), ("otel_scope_name", "lib"), ("otel_scope_version", "1")]);
    }

    [Fact]
    public void Any_bytes_fail_as_malformed_and_in_no_other_way()
    {
        byte[] good = ToProtobuf(Request("""
            {"name":"h","histogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"2000000000","count":"6","sum":4.5,"bucketCounts":["1","2","3"],"explicitBounds":[0.1,1]}]}},
            {"name":"e","exponentialHistogram":{"aggregationTemporality":2,"dataPoints":[{"count":"9","scale":3,"positive":{"offset":-2,"bucketCounts":["1","0","8"]}}]}}
            """));
        Gen.Int.Sample(seed =>
        {
            var random = new Random(seed);
            byte[] bytes = [.. good];
            for (int i = random.Next(1, 8); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            _batches.Clear();
            try
            {
                new OtlpMetricsDecoder(new OtlpMetricsOptions()).Decode(bytes, _batches);
            }
            catch (MalformedMessageException)
            {
            }
        }, iter: 5000, threads: 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("""{"resourceMetrics":[1]}""")]
    [InlineData("""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":5}]}]}]}""")]
    [InlineData("""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{"timeUnixNano":"x"}]}}]}]}]}""")]
    public void Bad_JSON_is_malformed(string json) => Assert.Throws<MalformedMessageException>(() => ToProtobuf(json));

    [Fact]
    public void A_message_that_grows_too_large_is_malformed() => Assert.Throws<MalformedMessageException>(() => OtlpJson.MetricsToProtobuf(
        Encoding.UTF8.GetBytes(Request("""{"histogram":{"dataPoints":[{"bucketCounts":[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9]}]}}""")), new ProtoWriter(), 400));

    private static byte[] ToProtobuf(string json)
    {
        var message = new ProtoWriter();
        OtlpJson.MetricsToProtobuf(Encoding.UTF8.GetBytes(json), message, 1 << 20);
        return message.Written.ToArray();
    }

    private void AssertRefused(string metric, string fault)
    {
        var decoder = new OtlpMetricsDecoder(new OtlpMetricsOptions());
        decoder.Decode(ToProtobuf(Request(metric)), _batches);
        Assert.Equal((0, 1, fault), (decoder.AcceptedPoints, decoder.RejectedPoints, decoder.FirstFault));
    }

    private static (string, string)[] Named(string name) => [("__name__", name), ("job", "eu/shop"), ("instance", "i1")];

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private static string Request(string metrics) =>
        $$$"""{"resourceMetrics":[{"scopeMetrics":[{"scope":{"name":"lib","version":"1"},"metrics":[{{{metrics}}}],"unknown":{"a":[1]}}],"resource":{{{Resource}}}}]}""";

    private static BatchEntry Series(List<BatchEntry> entries, params (string, string)[] labels)
    {
        LabelSet wanted = LabelSet.Of(labels);
        return Assert.Single(entries, entry => entry.Labels == wanted && (labels.Length == 1 || entry.Samples.Count + entry.Extras.Count > 0));
    }

    private List<BatchEntry> Decode(string metric, OtlpMetricsOptions? options = null)
    {
        var decoder = new OtlpMetricsDecoder(options ?? new OtlpMetricsOptions());
        decoder.Decode(ToProtobuf(Request(metric)), _batches);
        Assert.Equal((0, null), (decoder.RejectedPoints, decoder.FirstFault));
        return BatchEntry.ReadAll(_batches);
    }
}
