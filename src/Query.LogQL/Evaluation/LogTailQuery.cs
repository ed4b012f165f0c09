using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.LogQL.Evaluation.Plan;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>A query for lines that is followed: shards execute its plan on what arrives (<see cref="LogsPlanExecutor.FollowAsync"/>), and here it is put together.</summary>
public sealed class LogTailQuery
{
    private LogTailQuery(LogExpr log, int limit) => Plan = PlanCodec.Encode(new LinesPlan(log, long.MinValue, long.MaxValue, limit, LogDirection.Forward));

    /// <summary>What shards execute.</summary>
    public ReadOnlyMemory<byte> Plan { get; }

    /// <summary>Reads a query.</summary>
    /// <param name="text">The query.</param>
    /// <param name="limit">The most lines that a shard returns at once, the oldest; the others count as dropped.</param>
    /// <param name="requireSelector">Whether a matcher must select something.</param>
    /// <exception cref="LogQueryException">The query does not parse, or is not one for lines.</exception>
    public static LogTailQuery Parse(string text, int limit, bool requireSelector = true)
    {
        const string refusal = "only log queries can be tailed";
        LogExpr log = LineQuery.Parse(text, requireSelector, refusal);
        return log.Stages.Any(static stage => stage is DistinctStage)
            ? throw new LogQueryException(LogQueryErrorKind.BadRequest, refusal)
            : new LogTailQuery(log, limit);
    }

    /// <summary>The lines of shards' answers, the oldest first; an empty answer has none.</summary>
    public static IReadOnlyList<LogEntry> Read(IEnumerable<ReadOnlyMemory<byte>> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var lines = new List<(ulong StreamHash, LogEntry Entry)>();
        try
        {
            foreach (ReadOnlyMemory<byte> answer in answers.Where(static answer => !answer.IsEmpty))
            {
                LinesAnswer.Read(answer.Span, lines);
            }
        }
        catch (WireFormatException malformed)
        {
            throw new LogQueryException(LogQueryErrorKind.Internal, malformed.Message);
        }

        return [.. lines.OrderBy(static line => line.Entry.Timestamp).ThenBy(static line => line.StreamHash).Select(static line => line.Entry)];
    }
}
