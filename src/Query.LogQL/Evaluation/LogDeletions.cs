using Orleans.Obs.Engine.Logs.Reading;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.LogQL.Evaluation.Shard;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Makes of a log query what a shard needs to delete the rows that it selects.</summary>
public static class LogDeletions
{
    /// <summary>Compiles a query; its filters decide, whatever other stages do to the lines.</summary>
    /// <exception cref="LogQueryException">The query does not parse, or is not one for lines.</exception>
    public static LogDeletionQuery Compile(string query)
    {
        LogExpr log = LineQuery.Parse(query, requireSelector: false, "only log queries can select what to delete");
        return new LogDeletionQuery(MatcherCompiler.Compile(log.Matchers), log.Stages.IsEmpty ? null : new PipelineFilter(log.Stages));
    }
}
