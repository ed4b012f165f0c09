using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Query.LogQL.Evaluation.Vectors;

/// <summary>Sets a label where another one matches a pattern as a whole.</summary>
internal static class LabelReplacement
{
    public static StepVector Replace(LabelReplace expr, StepVector vector)
    {
        RegexPattern pattern = RegexPattern.Compile(expr.Pattern);
        ReplacementTemplate template = ReplacementTemplate.Parse(expr.Replacement);
        byte[] source = GoLiteral.Encode(expr.Source), destination = GoLiteral.Encode(expr.Destination);
        var builder = new LabelSetBuilder();
        return new StepVector(vector.Grid, vector.Series.Select(series =>
        {
            if (template.Expand(pattern, GoLiteral.Decode(series.Labels.ValueOf(source))) is not { } replacement)
            {
                return series;
            }

            builder.Reset(series.Labels);
            builder.Set(destination, GoLiteral.Encode(replacement));
            return series.With(builder.ToLabelSet());
        }));
    }
}
