using Orleans.Obs.Query.Common.Templates;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Templates;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary>
/// <c>label_format</c>: assignments one after the other. A renamed label is gone for those behind; all templates see the labels as they were at the first one.
/// </summary>
internal sealed class LabelFormatStep((int Name, int Source, LineTemplate? Template)[] assignments) : PipelineStep
{
    private readonly bool _hasSeveralTemplates = assignments.Count(static assignment => assignment.Template is not null) > 1;

    public override bool Process(ref PipelineRow row)
    {
        RowLabels labels = row.Labels;
        ITextMap? map = null;
        foreach ((int name, int source, LineTemplate? template) in assignments)
        {
            if (template is null)
            {
                if (labels.TryGet(source, out ReadOnlySpan<byte> value))
                {
                    labels.Set(name, value);
                    labels.Delete(source);
                }

                continue;
            }

            var present = new RowLabelMap(labels);
            map ??= _hasSeveralTemplates ? present.Snapshot() : present;
            try
            {
                labels.Set(name, template.Execute(row.Line, row.Timestamp, map));
            }
            catch (TemplateExecutionException failure)
            {
                labels.SetError(PipelineErrors.TemplateFormat, failure.Message);
            }
        }

        return true;
    }
}
