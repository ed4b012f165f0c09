using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>drop</c>: labels go, some only where their value matches.</summary>
internal sealed class DropStep((int Name, SeriesMatcher? Matcher)[] labels) : PipelineStep
{
    public override bool Process(ref PipelineRow row)
    {
        RowLabels rowLabels = row.Labels;
        foreach ((int name, SeriesMatcher? matcher) in labels)
        {
            switch (name)
            {
                case NameTable.Error:
                    if (matcher is null || matcher.Matches(System.Text.Encoding.UTF8.GetBytes(rowLabels.Error)))
                    {
                        rowLabels.ClearError();
                    }

                    break;
                case NameTable.ErrorDetails:
                    if (matcher is null || matcher.Matches(Common.Text.GoLiteral.Encode(rowLabels.ErrorDetails)))
                    {
                        rowLabels.ErrorDetails = "";
                    }

                    break;
                default:
                    bool present = rowLabels.TryGet(name, out ReadOnlySpan<byte> value);
                    if (matcher is null ? present : matcher.Matches(value))
                    {
                        rowLabels.Delete(name);
                    }

                    break;
            }
        }

        return true;
    }
}
