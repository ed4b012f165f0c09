namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>What a block does with its pipeline's value.</summary>
internal enum BranchKind
{
    /// <summary>Decides which part is executed.</summary>
    If,

    /// <summary>As "if"; the value becomes the data at hand.</summary>
    With,

    /// <summary>Executes the first part for each element.</summary>
    Range,
}
