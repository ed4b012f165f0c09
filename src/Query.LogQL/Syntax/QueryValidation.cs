using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Matching;

namespace Orleans.Obs.Query.LogQL.Syntax;

/// <summary>What the grammar allows and Loki still refuses. The outermost fault is told first, and of two operands the left one's.</summary>
internal static class QueryValidation
{
    private const string NothingSelected = "queries require at least one regexp or equality matcher that does not have an empty-compatible value. "
        + "For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will";

    public static void Check(LogQLExpr expr, bool requireSelector)
    {
        if (expr is MetricExpr { Fault: { } fault })
        {
            throw new LogQLSyntaxException(fault);
        }

        switch (expr)
        {
            case LogExpr log when requireSelector:
                CheckSelector(log.Matchers);
                break;
            case RangeAggregation range:
                Check(range.Range.Log, requireSelector);
                break;
            case VectorAggregation { Operation: VectorOperation.Sort or VectorOperation.SortDesc, Grouping.Labels.IsEmpty: false }:
                throw new LogQLSyntaxException("sort and sort_desc doesn't allow grouping by ");
            case VectorAggregation vector:
                Check(vector.Operand, requireSelector);
                break;
            case LabelReplace replace:
                Check(replace.Operand, requireSelector);
                break;
            case BinaryExpr binary:
                Check(binary.Left, requireSelector);
                Check(binary.Right, requireSelector);
                break;
        }
    }

    private static void CheckSelector(ImmutableArray<LabelMatcher> matchers)
    {
        if (matchers.All(static matcher => MatcherCompiler.Compile(matcher).MatchesEmpty))
        {
            throw new LogQLSyntaxException(NothingSelected);
        }
    }
}
