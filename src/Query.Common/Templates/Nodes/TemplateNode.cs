namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>Another template, executed here.</summary>
internal sealed record TemplateNode(int Position, string Name, PipeNode? Pipe) : Node(Position)
{
    public override string ToString() => Pipe is null ? $"{{{{template \"{Name}\"}}}}" : $"{{{{template \"{Name}\" {Pipe}}}}}";
}
