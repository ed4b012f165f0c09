using Orleans.Obs.Query.Common.Templates.Nodes;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>Finds the keys that a template reads.</summary>
internal static class FieldCollector
{
    public static IReadOnlySet<string> Of(Node node)
    {
        HashSet<string> fields = new(StringComparer.Ordinal);
        Collect(node, fields);
        return fields;
    }

    private static void Collect(Node? node, HashSet<string> fields)
    {
        switch (node)
        {
            case ListNode list:
                CollectAll(list.Nodes, fields);
                break;
            case ActionNode action:
                Collect(action.Pipe, fields);
                break;
            case PipeNode pipe:
                CollectAll(pipe.Commands, fields);
                break;
            case CommandNode command:
                CollectAll(command.Arguments, fields);
                break;
            case FieldNode field:
                fields.UnionWith(field.Names);
                break;
            case VariableNode variable:
                fields.UnionWith(variable.Names[1..]);
                break;
            case ChainNode chain:
                Collect(chain.Inner, fields);
                break;
            case BranchNode branch:
                Collect(branch.Pipe, fields);
                Collect(branch.List, fields);
                Collect(branch.Else, fields);
                break;
            case TemplateNode template:
                Collect(template.Pipe, fields);
                break;
        }
    }

    private static void CollectAll(IEnumerable<Node> nodes, HashSet<string> fields)
    {
        foreach (Node node in nodes)
        {
            Collect(node, fields);
        }
    }
}
