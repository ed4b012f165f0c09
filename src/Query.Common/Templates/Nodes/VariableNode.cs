using System.Collections.Immutable;

namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>A variable, with its dollar, and keys of its value.</summary>
internal sealed record VariableNode(int Position, ImmutableArray<string> Names) : Node(Position)
{
    public override string ToString() => string.Join('.', Names);
}
