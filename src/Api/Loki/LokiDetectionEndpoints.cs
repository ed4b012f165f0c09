using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Routing;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Api.Queries;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Numbers;
using Orleans.Obs.Query.LogQL.Evaluation;

namespace Orleans.Obs.Api.Loki;

/// <summary><c>/detected_labels</c>, <c>/detected_fields</c> and <c>/detected_field/{name}/values</c>: what there is to break lines down by.</summary>
internal sealed class LokiDetectionEndpoints(LogsCatalog catalog, LogQueries queries)
{
    private const int DefaultFields = 1000;

    private static readonly string[] AlwaysShown = ["cluster", "namespace", "instance", "pod"];

    public async Task LabelsAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        ImmutableArray<LabelMatcher> selector = LokiRequest.Selector(request.Query);
        (long start, long end) = request.Range();
        var values = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (LabelSet labels in await catalog.SeriesAsync(new StreamQuery(request.Tenants, selector.IsEmpty ? [] : [selector], start, end), cancellationToken))
        {
            LabelReader reader = labels.GetReader();
            while (reader.Read())
            {
                string name = System.Text.Encoding.UTF8.GetString(reader.Name);
                if (!values.TryGetValue(name, out HashSet<string>? known))
                {
                    values.Add(name, known = new HashSet<string>(StringComparer.Ordinal));
                }

                known.Add(System.Text.Encoding.UTF8.GetString(reader.Value));
            }
        }

        await LokiAnswer.WriteAsync(request.Context, new
        {
            detectedLabels = values.Where(static label => AlwaysShown.Contains(label.Key) || !AreIds(label.Value)).Select(static label => new { label = label.Key, cardinality = label.Value.Count }),
        });
    }

    public async Task FieldsAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        int limit = request.Limit(absent: DefaultFields);
        var fields = new DetectedFields(limit);
        await DetectAsync(request, fields, cancellationToken);
        await LokiAnswer.WriteAsync(request.Context, new { fields = fields.All.Select(static field => field.ToAnswer()), limit });
    }

    public async Task FieldValuesAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        int limit = request.Limit(absent: DefaultFields);
        string name = (string)request.Context.GetRouteValue("name")!;
        var fields = new DetectedFields(int.MaxValue);
        await DetectAsync(request, fields, cancellationToken);
        IEnumerable<string> values = fields.All.FirstOrDefault(field => field.Name == name)?.Values.Take(limit) ?? [];
        await LokiAnswer.WriteAsync(request.Context, new { values, limit });
    }

    private async Task DetectAsync(LokiRequest request, DetectedFields fields, CancellationToken cancellationToken)
    {
        (long start, long end) = request.QueryRange();
        var query = new LogQLRequest(request.Query, start, end, 1) { Limit = request.Limit("line_limit") };
        (LogQLResult result, _) = await queries.ExecuteAsync(request.Tenants, query, null, cancellationToken);
        foreach (LogEntry entry in result.Entries)
        {
            fields.Add(entry);
        }
    }

    /// <summary>Whether the values are numbers and UUIDs throughout, which nobody breaks lines down by; zeros and ones are answers to a question instead.</summary>
    private static bool AreIds(HashSet<string> values) =>
        !values.All(static value => value is "0" or "1") && values.All(static value => GoNumber.TryParseFloat(value, out _) || Guid.TryParse(value, CultureInfo.InvariantCulture, out _));
}
