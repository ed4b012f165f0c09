using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using Orleans.Obs.Conformance.PromQL;
using Orleans.Obs.Engine.Metrics.Histograms;
using Orleans.Obs.Engine.Metrics.Labels;
using Orleans.Obs.Protocols.Prometheus;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Conformance.Http;

/// <summary>The query engine without a server around it: writes go to storage in memory, queries to the engine, and the answers are the ones that the edge writes.</summary>
internal sealed class EngineTarget : ISuiteTarget
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    private readonly InMemoryScriptStorage _storage = new();
    private readonly PromQLEngine _engine = new(new PromQLEngineOptions { Features = PromQLFeatures.ExperimentalFunctions | PromQLFeatures.DurationExpressions });

    public async Task<SuiteAnswer> SendAsync(JsonObject request, CancellationToken cancellationToken)
    {
        if (request["remote_write"] is JsonArray series)
        {
            string? refused = await _storage.LoadAsync([.. series.Select(one => Series(one!.AsObject()))], cancellationToken);
            return refused is null ? new SuiteAnswer(204, "", NoHeaders) : new SuiteAnswer(400, refused, NoHeaders);
        }

        JsonObject parameters = request["params"]!.AsObject();
        long end = Time(parameters, "time") ?? Time(parameters, "end") ?? 0, start = Time(parameters, "start") ?? end;
        var query = new QueryRequest((string)parameters["query"]!, start, end, Duration(parameters, "step") ?? 0);
        return await EvaluateAsync(query with { Lookback = Duration(parameters, "lookback_delta") ?? query.Lookback }, cancellationToken);
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    private async Task<SuiteAnswer> EvaluateAsync(QueryRequest query, CancellationToken cancellationToken)
    {
        try
        {
            QueryResult result = await _engine.ExecuteAsync(query, _storage.Shards, cancellationToken);
            using var body = new MemoryStream();
            PipeWriter writer = PipeWriter.Create(body);
            await new QueryAnswer(result, query.End).WriteAsync(writer, cancellationToken);
            await writer.CompleteAsync();
            return new SuiteAnswer(200, Encoding.UTF8.GetString(body.ToArray()), NoHeaders);
        }
        catch (QueryException failure)
        {
            (int status, string kind) = failure.Kind == QueryErrorKind.BadData ? (400, "bad_data") : (422, "execution");
            var error = new JsonObject { ["status"] = "error", ["errorType"] = kind, ["error"] = failure.Message };
            return new SuiteAnswer(status, error.ToJsonString(), NoHeaders);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            // An engine that crashes fails this case, not the whole suite.
            return new SuiteAnswer(500, string.Join(" <", bug.ToString().Split('\n').Take(4).Select(line => line.Trim())), NoHeaders);
        }
    }

    private static LoadedSeries Series(JsonObject series)
    {
        LabelSet labels = LabelSet.Of([.. series["labels"]!.AsObject().Select(label => (label.Key, (string)label.Value!))]);
        IEnumerable<LoadedSample> floats = SuiteSamples.Of(series).Select(sample => new LoadedSample(sample.Milliseconds, sample.Value, null, 0));
        IEnumerable<LoadedSample> histograms = (series["histograms"]?.AsArray() ?? []).Select(notation => SuiteSamples.Histogram(notation!.AsObject()))
            .Select(sample => new LoadedSample(sample.Milliseconds, 0, sample.Histogram, 0));
        return new LoadedSeries(labels, [.. floats.Concat(histograms).OrderBy(sample => sample.Timestamp)]);
    }

    private static long? Time(JsonObject parameters, string name) =>
        parameters[name] is { } text ? (long)Math.Round(double.Parse((string)text!, CultureInfo.InvariantCulture) * 1000) : null;

    private static long? Duration(JsonObject parameters, string name)
    {
        if (parameters[name] is not { } node)
        {
            return null;
        }

        string text = (string)node!;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? (long)Math.Round(seconds * 1000)
            : PrometheusDuration.TryParse(text, out long milliseconds, out string error) ? milliseconds
            : throw new FormatException(error);
    }
}
