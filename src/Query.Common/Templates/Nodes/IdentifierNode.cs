namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>A function.</summary>
internal sealed record IdentifierNode(int Position, string Name) : Node(Position)
{
    public override string ToString() => Name;
}
