using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary><c>/features</c>: what this server can do, under the names and in the groups that Prometheus has for it. What is missing is not there.</summary>
internal sealed class FeatureEndpoint(IOptions<ApiOptions> options)
{
    public Task FeaturesAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        PromQLFeatures on = options.Value.Features;
        bool experimental = on.HasFlag(PromQLFeatures.ExperimentalFunctions), extended = on.HasFlag(PromQLFeatures.ExtendedRangeSelectors), fill = on.HasFlag(PromQLFeatures.FillModifiers);
        return PrometheusPipeline.AnswerAsync(request.Context, new SortedDictionary<string, SortedDictionary<string, bool>>(StringComparer.Ordinal)
        {
            ["api"] = Group(
                ("admin", options.Value.EnableAdminApi),
                ("exclude_alerts", true),
                ("label_values_match", true),
                ("lifecycle", false),
                ("openapi_3.1", true),
                ("otlp_write_receiver", true),
                ("query_stats", true),
                ("query_warnings", true),
                ("remote_write_receiver", true),
                ("search", true),
                ("search_fuzz_alg_jarowinkler", true),
                ("search_fuzz_alg_subsequence", true),
                ("time_range_labels", true),
                ("time_range_series", true)),
            ["prometheus"] = Group(("agent_mode", false), ("server_mode", true)),
            ["promql"] = Group(
                ("anchored", extended),
                ("at_modifier", true),
                ("bool", true),
                ("by", true),
                ("delayed_name_removal", on.HasFlag(PromQLFeatures.DelayedNameRemoval)),
                ("duration_expr", on.HasFlag(PromQLFeatures.DurationExpressions)),
                ("fill", fill),
                ("fill_left", fill),
                ("fill_right", fill),
                ("group_left", true),
                ("group_right", true),
                ("ignoring", true),
                ("negative_offset", true),
                ("offset", true),
                ("on", true),
                ("per_query_lookback_delta", true),
                ("per_step_stats", true),
                ("smoothed", extended),
                ("subqueries", true),
                ("type_and_unit_labels", on.HasFlag(PromQLFeatures.TypeAndUnitLabels)),
                ("use_start_timestamps", on.HasFlag(PromQLFeatures.StartTimestamps)),
                ("without", true)),
            ["promql_functions"] = Group([.. FunctionTable.All.Select(function => (function.Name, experimental || !function.Experimental))]),
            ["promql_operators"] = Group([.. OperatorTable.All.Select(symbol => (symbol.Text, experimental || !symbol.Experimental))]),
            ["tsdb"] = Group(("exemplar_storage", true), ("native_histograms", true), ("out_of_order", true), ("st_storage", true)),
        });
    }

    private static SortedDictionary<string, bool> Group(params ReadOnlySpan<(string Name, bool On)> features)
    {
        var group = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach ((string name, bool on) in features)
        {
            group[name] = on;
        }

        return group;
    }
}
