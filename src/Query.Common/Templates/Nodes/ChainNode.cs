using System.Collections.Immutable;

namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>Keys of a value.</summary>
internal sealed record ChainNode(int Position, Node Inner, ImmutableArray<string> Names) : Node(Position)
{
    public override string ToString() => (Inner is PipeNode ? $"({Inner})" : Inner.ToString()) + string.Concat(Names.Select(static name => "." + name));
}
