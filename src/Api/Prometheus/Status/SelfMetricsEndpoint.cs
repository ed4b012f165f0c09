using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary><c>/status/self_metrics</c>: the server's own metrics as JSON. Empty where the host has none.</summary>
internal sealed class SelfMetricsEndpoint(IEnumerable<IOwnMetrics> own)
{
    public async Task MetricsAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        Func<string, bool> isWanted = FilterOf(request.Get("metric_name_pattern"));
        HttpResponse response = request.Context.Response;
        response.ContentType = PrometheusAnswer.ContentType;
        response.BodyWriter.Write("{\"status\":\"success\",\"data\":"u8);
        await using (var json = new Utf8JsonWriter(response.BodyWriter))
        {
            json.WriteStartArray();
            foreach (IOwnMetrics metrics in own)
            {
                metrics.WriteJson(json, isWanted);
            }

            json.WriteEndArray();
        }

        response.BodyWriter.Write("}"u8);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private static Func<string, bool> FilterOf(string pattern)
    {
        if (pattern.Length == 0)
        {
            return static _ => true;
        }

        try
        {
            SeriesMatcher matcher = MatcherCompiler.Compile(new LabelMatcher(MatchOperator.Regex, LabelSet.MetricName, pattern));
            return name => matcher.Matches(Encoding.UTF8.GetBytes(name));
        }
        catch (RegexSyntaxException malformed)
        {
            throw PrometheusException.BadData($"invalid metric_name_pattern: {malformed.Message}");
        }
    }
}
