using Orleans.Obs.Query.LogQL.Evaluation.Plan;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Puts the lines of all shards together.</summary>
internal sealed class LinesQuery(ShardQueries shards, LogQLRequest request, LogExpr log)
{
    private const int LeastBatch = 1000;

    public async Task<List<LogEntry>> EvaluateAsync()
    {
        if (request.Interval == 0)
        {
            return [.. (await AskAsync(request.Start, request.End, request.Limit).ConfigureAwait(false)).Take(request.Limit)];
        }

        // Which lines are far enough apart shows only when all are together, so more are asked for until enough are.
        var kept = new List<LogEntry>();
        int batch = Math.Max(request.Limit, LeastBatch);
        (long start, long end) = (request.Start, request.End);
        while (kept.Count < request.Limit && start < end)
        {
            List<LogEntry> entries = await AskAsync(start, end, batch).ConfigureAwait(false);
            bool isComplete = entries.Count < batch;
            foreach (LogEntry entry in entries.Take(batch))
            {
                if (kept.Count < request.Limit && (kept.Count == 0 || Math.Abs(entry.Timestamp - kept[^1].Timestamp) >= request.Interval))
                {
                    kept.Add(entry);
                }
            }

            if (isComplete)
            {
                break;
            }

            // Behind what was looked at, and no nearer to the last line kept than the interval.
            bool forward = request.Direction == LogDirection.Forward;
            long looked = entries[batch - 1].Timestamp;
            start = forward ? Math.Max(looked + 1, kept[^1].Timestamp + request.Interval) : start;
            end = forward ? end : Math.Min(looked, kept[^1].Timestamp - request.Interval + 1);
        }

        return kept;
    }

    private async Task<List<LogEntry>> AskAsync(long start, long end, int limit)
    {
        var lines = new List<(ulong StreamHash, LogEntry Entry)>();
        foreach (ReadOnlyMemory<byte> answer in await shards.AskAsync(PlanCodec.Encode(new LinesPlan(log, start, end, limit, request.Direction))).ConfigureAwait(false))
        {
            shards.Add(LinesAnswer.Read(answer.Span, lines));
        }

        // Lines of one time and stream come from one shard, in order already.
        IOrderedEnumerable<(ulong StreamHash, LogEntry Entry)> ordered = request.Direction == LogDirection.Forward
            ? lines.OrderBy(static line => line.Entry.Timestamp).ThenBy(static line => line.StreamHash)
            : lines.OrderByDescending(static line => line.Entry.Timestamp).ThenByDescending(static line => line.StreamHash);
        return [.. Distinct(ordered.Select(static line => line.Entry))];
    }

    private IEnumerable<LogEntry> Distinct(IEnumerable<LogEntry> entries)
    {
        string[] labels = [.. log.Stages.OfType<DistinctStage>().SelectMany(static stage => stage.Labels)];
        return labels.Length == 0 ? entries : entries.DistinctBy(entry => string.Join('\0', labels.Select(label => ValueOf(entry, label))));
    }

    private static string ValueOf(LogEntry entry, string label) =>
        entry.Parsed.ValueOf(label) is { Length: > 0 } parsed ? parsed : entry.Metadata.ValueOf(label) is { Length: > 0 } metadata ? metadata : entry.Stream.ValueOf(label);
}
