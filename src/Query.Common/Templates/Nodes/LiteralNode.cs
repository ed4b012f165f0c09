namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>A text, number or truth value. A number that is whole is one of either kind.</summary>
internal sealed record LiteralNode(int Position, object Value, string Text) : Node(Position)
{
    public override string ToString() => Text;
}
