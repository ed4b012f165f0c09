namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>Text that is copied.</summary>
internal sealed record TextNode(int Position, string Text) : Node(Position)
{
    public override string ToString() => Text;
}
