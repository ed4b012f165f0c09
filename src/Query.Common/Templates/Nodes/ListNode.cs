using System.Collections.Immutable;

namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>Parts one after the other.</summary>
internal sealed record ListNode(int Position, ImmutableArray<Node> Nodes) : Node(Position)
{
    public override string ToString() => string.Concat(Nodes);
}
