using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Logs;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Logs;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Api.Loki;

/// <summary><c>/delete</c>: lines that a query selects are hidden when the answer is sent, and taken out of blocks later, which the list shows.</summary>
internal sealed class LokiDeletionEndpoints(LogsCatalog catalog)
{
    private const long Millisecond = 1_000_000;
    private const int SecondsDigits = 10;

    public async Task CreateAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        string query = request.Query;
        if (query.Length == 0)
        {
            throw LokiException.BadRequest("query not set");
        }

        if (LogQLParser.Parse(query) is not LogExpr)
        {
            throw LokiException.BadRequest("only log queries can select what to delete");
        }

        if (request.Get("start").Length == 0)
        {
            throw LokiException.BadRequest("start time not set");
        }

        long start = Time(request.Get("start"), "start"), now = request.Now / Millisecond;
        long end = request.Get("end").Length == 0 ? now : Time(request.Get("end"), "end");
        if (end > now)
        {
            throw LokiException.BadRequest("deletes in the future are not allowed");
        }

        if (start > end)
        {
            throw LokiException.BadRequest("start time can't be greater than end time");
        }

        // The same request sent again within a second is one deletion.
        string text = string.Create(CultureInfo.InvariantCulture, $"{request.Tenant}\n{query}\n{start}\n{end}\n{now / 1000}");
        string id = XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(text)).ToString("x8", CultureInfo.InvariantCulture);
        await catalog.CommandAsync(request.Tenant, shard => shard.DeleteAsync(new LogDeletion(id, query, start, end, now), cancellationToken), cancellationToken);
        request.Context.Response.Headers["X-Delete-Request-ID"] = id;
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task ListAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        IEnumerable<object> list = (await DeletionsAsync(request.Tenant, cancellationToken))
            .OrderByDescending(static deletion => deletion.Key.Created)
            .Select(static deletion => new
            {
                request_id = deletion.Key.Id,
                start_time = deletion.Key.MinTime / 1000.0,
                end_time = deletion.Key.MaxTime / 1000.0,
                query = deletion.Key.Query,
                status = Status(deletion.Value.Done, deletion.Value.Shards),
                created_at = deletion.Key.Created / 1000.0,
            });
        await LokiAnswer.WriteAsync(request.Context, list);
    }

    public async Task CancelAsync(LokiRequest request, CancellationToken cancellationToken)
    {
        string id = request.Get("request_id");
        KeyValuePair<LogDeletion, (int Done, int Shards)>[] known = [.. (await DeletionsAsync(request.Tenant, cancellationToken)).Where(deletion => deletion.Key.Id == id)];
        if (known.Length == 0)
        {
            throw new LokiException(StatusCodes.Status404NotFound, "could not find delete request with given id");
        }

        (int done, int shards) = known[0].Value;
        if (done == shards || (done > 0 && request.Get("force") != "true"))
        {
            throw LokiException.BadRequest("deletion of request which is in process or already processed is not allowed");
        }

        // Shards that are done have nothing to take back, which is no failure of the whole.
        await catalog.AskTenantAsync(
            request.Tenant,
            shard => shard.CancelDeletionAsync(id, cancellationToken),
            static reply => (reply.Status == ReplyStatus.Failed ? ReplyStatus.Ok : reply.Status, reply.Message),
            cancellationToken);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Each deletion, with how many of the shards that know it are done with it.</summary>
    private async Task<Dictionary<LogDeletion, (int Done, int Shards)>> DeletionsAsync(string tenant, CancellationToken cancellationToken)
    {
        var found = new Dictionary<LogDeletion, (int Done, int Shards)>();
        foreach (LogDeletionsReply reply in await catalog.AskTenantAsync(tenant, shard => shard.DeletionsAsync(cancellationToken), static reply => (reply.Status, reply.Message), cancellationToken))
        {
            foreach (LogDeletion deletion in reply.Deletions)
            {
                LogDeletion key = deletion with { IsDone = false };
                (int done, int shards) = found.GetValueOrDefault(key);
                found[key] = (done + (deletion.IsDone ? 1 : 0), shards + 1);
            }
        }

        return found;
    }

    private static string Status(int done, int shards) => done == 0 ? "received"
        : done == shards ? "processed"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * done / shards}% Complete");

    private static long Time(string text, string name)
    {
        if (text.Length == SecondsDigits && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return seconds * 1000;
        }

        return Rfc3339.TryParse(text, out long milliseconds)
            ? milliseconds
            : throw LokiException.BadRequest($"invalid {name} time: require unix seconds or RFC3339 format");
    }
}
