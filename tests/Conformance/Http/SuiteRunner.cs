using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Orleans.Obs.Conformance.Http;

/// <summary>Replays a suite of requests against an empty server: the setup, a wait until it shows, then the cases in order.</summary>
internal sealed class SuiteRunner(ISuiteTarget target)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <summary>Cases by name that are meant to fail, and where the reason is written down.</summary>
    public Dictionary<string, string> Deviations { get; init; } = [];

    /// <summary>How many cases the suite has.</summary>
    public int Cases { get; private set; }

    /// <summary>Replays a suite and returns what went wrong, an item per failed case.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string path, CancellationToken cancellationToken)
    {
        JsonObject suite = JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken))!.AsObject();
        if (await SetUpAsync(suite, cancellationToken) is { } unfit)
        {
            return [unfit];
        }

        var faults = new List<string>();
        foreach (JsonObject @case in suite["cases"]!.AsArray().OfType<JsonObject>())
        {
            Cases++;
            string? fault = await FaultAsync(@case, cancellationToken);
            if (Deviations.TryGetValue((string)@case["name"]!, out string? reason))
            {
                fault = fault is null ? $"agrees, although {reason} says that it does not" : null;
            }

            if (fault is not null)
            {
                JsonObject request = @case["request"]!.AsObject();
                faults.Add($"{@case["name"]}: {request["method"] ?? "GET"} {request["path"]} {(request["params"] ?? request["form"])?.ToJsonString()}\n     {fault}");
            }
        }

        return faults;
    }

    private async Task<string?> SetUpAsync(JsonObject suite, CancellationToken cancellationToken)
    {
        foreach (JsonObject step in suite["setup"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            SuiteAnswer answer = await target.SendAsync(step, cancellationToken);
            if (answer.Status is < 200 or >= 300 && !((bool?)step["optional"] ?? false))
            {
                return $"setup {step["path"]} answered {answer.Status}: {answer.Text}";
            }
        }

        if (suite["until"] is not JsonObject until)
        {
            return null;
        }

        var limit = TimeSpan.FromSeconds((double?)until["seconds"] ?? 60);
        var waiting = Stopwatch.StartNew();
        while (!(await target.SendAsync(until, cancellationToken)).Text.Contains((string)until["contains"]!, StringComparison.Ordinal))
        {
            if (waiting.Elapsed > limit)
            {
                return "what the setup wrote did not become visible";
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return null;
    }

    private async Task<string?> FaultAsync(JsonObject @case, CancellationToken cancellationToken)
    {
        var patience = TimeSpan.FromSeconds((double?)@case["within"] ?? 0);
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            SuiteAnswer answer = await target.SendAsync(@case["request"]!.AsObject(), cancellationToken);
            string? fault = AnswerComparison.Fault(@case, answer);
            if (fault is null || waiting.Elapsed >= patience)
            {
                return fault;
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
