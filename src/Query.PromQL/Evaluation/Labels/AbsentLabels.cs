using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Query.PromQL.Evaluation.Labels;

/// <summary>The labels that series would surely have if they were not absent: those that a selector matches by equality, once, and in no other way.</summary>
internal static class AbsentLabels
{
    public static LabelSet Of(Expr expr)
    {
        VectorSelector? selector = expr switch { VectorSelector vector => vector, MatrixSelector matrix => matrix.Selector, _ => null };
        var labels = new LabelSetBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (LabelMatcher matcher in selector?.Matchers ?? [])
        {
            byte[] name = GoLiteral.Encode(matcher.Name);
            if (matcher.Name == LabelSet.MetricName)
            {
                continue;
            }

            if (matcher.Operator == MatchOperator.Equal && seen.Add(matcher.Name))
            {
                labels.Set(name, GoLiteral.Encode(matcher.Value));
            }
            else
            {
                labels.Remove(name);
            }
        }

        return labels.ToLabelSet();
    }
}
