namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>Leaves a loop, or goes on with its next element.</summary>
internal sealed record JumpNode(int Position, bool IsBreak) : Node(Position)
{
    public override string ToString() => IsBreak ? "{{break}}" : "{{continue}}";
}
