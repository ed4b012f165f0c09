using System.Collections.Immutable;

namespace Orleans.Obs.Query.Common.Templates.Nodes;

/// <summary>Commands, each given the value of the one before as its last argument.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Declares">The variables that are set, with their dollars.</param>
/// <param name="IsAssignment">True when they exist already.</param>
/// <param name="Commands">The commands.</param>
internal sealed record PipeNode(int Position, ImmutableArray<string> Declares, bool IsAssignment, ImmutableArray<CommandNode> Commands) : Node(Position)
{
    public override string ToString()
    {
        string commands = string.Join(" | ", Commands);
        return Declares.IsEmpty ? commands : $"{string.Join(", ", Declares)} {(IsAssignment ? "=" : ":=")} {commands}";
    }
}
