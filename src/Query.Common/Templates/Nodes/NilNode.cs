namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>No value.</summary>
internal sealed record NilNode(int Position) : Node(Position)
{
    public override string ToString() => "nil";
}
