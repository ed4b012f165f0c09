namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>A pipeline whose value is printed, unless it sets variables.</summary>
internal sealed record ActionNode(int Position, PipeNode Pipe) : Node(Position)
{
    public override string ToString() => $"{{{{{Pipe}}}}}";
}
