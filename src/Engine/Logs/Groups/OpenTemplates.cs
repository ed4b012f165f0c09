using Orleans.Obs.Engine.Logs.Lines;

namespace Orleans.Obs.Engine.Logs.Groups;

/// <summary>The first templates of a group that still grows.</summary>
internal sealed class OpenTemplates(RowGroupBuilder builder, int count) : ITemplateSet
{
    public int TemplateCount => count;

    public int RowsOf(int template) => builder.RowsOf(template);

    public LineTemplate TemplateAt(int template) => builder.Templates[template];
}
