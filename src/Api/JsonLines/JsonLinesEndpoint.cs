using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Api.Loki.Push;
using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Api.JsonLines;

/// <summary>
/// <c>POST /insert/jsonline</c>: a JSON object in each line, or an array of them. The parameters <c>_msg_field</c>, <c>_time_field</c> and <c>_stream_fields</c> say which fields are the line,
/// the time and labels of the stream; path and parameters are those that shippers know from VictoriaLogs.
/// </summary>
internal sealed class JsonLinesEndpoint(LogsIngest ingest, LogsWritePipeline pipeline, StreamResolver streams, TimeProvider time)
{
    /// <summary>The handler as ASP.NET runs it.</summary>
    public RequestDelegate Handler => pipeline.Run(HandleAsync, LokiPushAnswer.FailAsync);

    private async Task HandleAsync(LogsWrite write)
    {
        write.Memory.Reserve(2L * write.Body.Length);
        var lines = new JsonLinesBatch(write.Body, MappingOf(write.Context.Request.Query), time.GetUtcNow(), streams);
        LogsOutcome outcome = await ingest.StoreAsync(write.Tenant, "jsonlines", lines, static (lines, batches) => lines.Decode(batches), write.Context.RequestAborted);
        if (lines.FirstFault is { } fault && !outcome.IsForLater)
        {
            await LokiPushAnswer.FailAsync(write.Context, StatusCodes.Status400BadRequest, fault);
            return;
        }

        await LokiPushAnswer.WriteAsync(write.Context, outcome with { Streams = Math.Max(outcome.Streams, 1) });
    }

    private static DocumentMapping MappingOf(IQueryCollection query) => new()
    {
        MessageFields = [.. Names(query["_msg_field"]), .. DocumentMapping.Default.MessageFields, "_msg"],
        TimeFields = [.. Names(query["_time_field"]), .. DocumentMapping.Default.TimeFields, "_time", "timestamp", "time", "ts"],
        StreamFields = [.. Names(query["_stream_fields"])],
    };

    private static string[] Names(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
