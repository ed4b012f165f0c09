using System.Collections.Immutable;

namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>A function or a value, and arguments.</summary>
internal sealed record CommandNode(int Position, ImmutableArray<Node> Arguments) : Node(Position)
{
    public override string ToString() => string.Join(' ', Arguments.Select(static argument => argument is PipeNode ? $"({argument})" : argument.ToString()));
}
