using Orleans.Obs.Query.LogQL.Pipelines;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Reads what must be a query for lines.</summary>
internal static class LineQuery
{
    /// <summary>Reads a query and makes sure that its stages compile.</summary>
    /// <param name="text">The query.</param>
    /// <param name="requireSelector">Whether a matcher must select something.</param>
    /// <param name="refusal">What is said of a query that is not one for lines.</param>
    /// <exception cref="LogQueryException">The query does not parse, or is not one for lines.</exception>
    public static LogExpr Parse(string text, bool requireSelector, string refusal)
    {
        try
        {
            if (LogQLParser.Parse(text, requireSelector) is not LogExpr log)
            {
                throw new LogQueryException(LogQueryErrorKind.BadRequest, refusal);
            }

            PipelineCompiler.Compile(log.Stages);
            return log;
        }
        catch (LogQLSyntaxException error)
        {
            throw new LogQueryException(LogQueryErrorKind.BadRequest, error.Message);
        }
    }
}
