namespace Orleans.Obs.Engine.Logs.Lines;

/// <summary>The lines of a group of rows in parts.</summary>
internal interface ILineParts : ITemplateSet
{
    /// <summary>How many rows there are.</summary>
    int Rows { get; }

    /// <summary>The number of each row's template.</summary>
    ReadOnlySpan<ushort> TemplateNumbers { get; }

    /// <summary>The values of a variable of a template.</summary>
    PartColumn ColumnOf(int template, int variable);
}
