namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>The templates of a group's lines.</summary>
internal interface ITemplateSet
{
    /// <summary>How many templates there are.</summary>
    int TemplateCount { get; }

    /// <summary>How many rows a template has.</summary>
    int RowsOf(int template);

    /// <summary>A template.</summary>
    LineTemplate TemplateAt(int template);
}
