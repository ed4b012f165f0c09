namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>A block of one or two parts.</summary>
internal sealed record BranchNode(int Position, BranchKind Kind, PipeNode Pipe, ListNode List, ListNode? Else) : Node(Position)
{
    public override string ToString() => $"{{{{{Kind.ToString().ToLowerInvariant()} {Pipe}}}}}{List}{(Else is null ? "" : $"{{{{else}}}}{Else}")}{{{{end}}}}";
}
