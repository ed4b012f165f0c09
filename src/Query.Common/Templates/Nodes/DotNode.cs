namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>The data at hand.</summary>
internal sealed record DotNode(int Position) : Node(Position)
{
    public override string ToString() => ".";
}
