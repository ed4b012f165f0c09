using System.Collections.Immutable;

namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>Keys of the data at hand, one inside of the other.</summary>
internal sealed record FieldNode(int Position, ImmutableArray<string> Names) : Node(Position)
{
    public override string ToString() => string.Concat(Names.Select(static name => "." + name));
}
