using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Query.Common.Templates.Nodes;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>One run of a template.</summary>
internal sealed class TemplateExecution(string name, Dictionary<string, ListNode> templates, TemplateOptions options, StringBuilder output, Func<int, (int Line, int Column)> locate)
{
    private const int MaxDepth = 1000;
    private const long MostSteps = 10_000_000;
    private const int LongestOutput = 16 << 20;

    private readonly List<(string Name, object? Value)> _variables = [];
    private string? _template;
    private long _steps = MostSteps;
    private int _depth;

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    public void Run(object? data)
    {
        _variables.Add(("$", data));
        Walk(templates[name], data);
    }

    private Flow Walk(Node node, object? dot)
    {
        if (--_steps < 0 || output.Length > LongestOutput)
        {
            throw Error(node, "the template takes too long or writes too much");
        }

        switch (node)
        {
            case TextNode text:
                output.Append(text.Text);
                return Flow.Next;
            case ActionNode action:
                object? value = Evaluate(action.Pipe, dot);
                if (action.Pipe.Declares.IsEmpty)
                {
                    output.Append(value is null ? "<no value>" : TemplateValues.Print(value));
                }

                return Flow.Next;
            case ListNode list:
                foreach (Node part in list.Nodes)
                {
                    Flow flow = Walk(part, dot);
                    if (flow != Flow.Next)
                    {
                        return flow;
                    }
                }

                return Flow.Next;
            case BranchNode { Kind: BranchKind.Range } range:
                return Loop(range, dot);
            case BranchNode branch:
                return Branch(branch, dot);
            case JumpNode jump:
                return jump.IsBreak ? Flow.Break : Flow.Continue;
            case TemplateNode template:
                Call(template, dot);
                return Flow.Next;
            default:
                throw Error(node, $"can't walk {node}");
        }
    }

    private Flow Branch(BranchNode branch, object? dot)
    {
        int variables = _variables.Count;
        object? value = Evaluate(branch.Pipe, dot);
        Flow flow = Flow.Next;
        if (TemplateValues.IsTrue(value))
        {
            flow = Walk(branch.List, branch.Kind == BranchKind.With ? value : dot);
        }
        else if (branch.Else is not null)
        {
            flow = Walk(branch.Else, dot);
        }

        Forget(variables);
        return flow;
    }

    private Flow Loop(BranchNode range, object? dot)
    {
        int variables = _variables.Count;
        object? value = Evaluate(range.Pipe, dot);
        int inner = _variables.Count;
        bool any = false;
        foreach ((object? key, object? element) in Elements(range, value))
        {
            any = true;
            SetLoopVariables(range.Pipe, key, element);
            Flow flow = Walk(range.List, element);
            Forget(inner);
            if (flow == Flow.Break)
            {
                break;
            }
        }

        Flow outer = Flow.Next;
        if (!any && range.Else is not null)
        {
            outer = Walk(range.Else, dot);
        }

        Forget(variables);
        return outer;
    }

    private void SetLoopVariables(PipeNode pipe, object? key, object? element)
    {
        switch (pipe.Declares)
        {
            case [var only]:
                Set(only, element);
                break;
            case [var first, var second]:
                Set(first, key);
                Set(second, element);
                break;
        }
    }

    private IEnumerable<(object? Key, object? Element)> Elements(BranchNode range, object? value) => value switch
    {
        null => [],
        IReadOnlyList<object?> list => list.Select(static (element, i) => ((object?)(long)i, element)),
        ITemplateMap map => map.Keys.Select(key => ((object?)key, map.TryGet(key, out object? element) ? element : null)),
        long count => Enumerable.Range(0, (int)Math.Clamp(count, 0, int.MaxValue)).Select(static i => ((object?)(long)i, (object?)(long)i)),
        _ => throw Error(range.Pipe, $"range can't iterate over {TemplateValues.Print(value)}"),
    };

    private void Call(TemplateNode node, object? dot)
    {
        if (!templates.TryGetValue(node.Name, out ListNode? body))
        {
            throw Error(node, $"template \"{node.Name}\" not defined");
        }

        if (++_depth > MaxDepth)
        {
            throw Error(node, $"exceeded maximum template depth ({MaxDepth})");
        }

        object? data = node.Pipe is null ? null : Evaluate(node.Pipe, dot);
        (string? outer, _template) = (_template, node.Name);
        (string Name, object? Value)[] variables = [.. _variables];
        _variables.Clear();
        _variables.Add(("$", data));
        Walk(body, data);
        _variables.Clear();
        _variables.AddRange(variables);
        _template = outer;
        _depth--;
    }

    private object? Evaluate(PipeNode pipe, object? dot)
    {
        object? value = null;
        for (int i = 0; i < pipe.Commands.Length; i++)
        {
            value = Evaluate(pipe.Commands[i], dot, i > 0, value);
        }

        // A loop sets its variables anew for each element.
        foreach (string variable in pipe.Declares)
        {
            Declare(variable, value, pipe.IsAssignment);
        }

        return value;
    }

    private object? Evaluate(CommandNode command, object? dot, bool hasLast, object? last)
    {
        Node first = command.Arguments[0];
        switch (first)
        {
            case IdentifierNode function:
                return CallFunction(function, command, dot, hasLast, last);
            case FieldNode field:
                NoArguments(command, hasLast, field.Names[^1]);
                return Fields(dot, field.Names, field);
            case VariableNode variable:
                NoArguments(command, hasLast, variable.Names[^1]);
                return Fields(ValueOf(variable), variable.Names[1..], variable);
            case ChainNode chain:
                NoArguments(command, hasLast, chain.Names[^1]);
                return Fields(Argument(chain.Inner, dot), chain.Names, chain);
        }

        if (command.Arguments.Length > 1 || hasLast)
        {
            throw Error(first, $"can't give argument to non-function {first}");
        }

        return first is NilNode ? throw Error(first, "nil is not a command") : Argument(first, dot);
    }

    private void NoArguments(CommandNode command, bool hasLast, string what)
    {
        if (command.Arguments.Length > 1 || hasLast)
        {
            throw Error(command.Arguments[0], $"{what} has arguments but cannot be invoked as function");
        }
    }

    private object? Argument(Node node, object? dot) => node switch
    {
        DotNode => dot,
        NilNode => null,
        LiteralNode literal => literal.Value,
        FieldNode field => Fields(dot, field.Names, field),
        VariableNode variable => Fields(ValueOf(variable), variable.Names[1..], variable),
        PipeNode pipe => Evaluate(pipe, dot),
        ChainNode chain => Fields(Argument(chain.Inner, dot), chain.Names, chain),
        IdentifierNode function => CallFunction(function, new CommandNode(function.Position, [function]), dot, hasLast: false, null),
        _ => throw Error(node, $"can't handle {node} as an argument"),
    };

    private object? Fields(object? value, ImmutableArray<string> names, Node node)
    {
        foreach (string key in names)
        {
            switch (value)
            {
                case ITemplateMap map:
                    value = map.TryGet(key, out object? found) ? found : map is ITextMap ? "" : options.MissingKey;
                    break;
                case null:
                    throw Error(node, $"nil data; no entry for key \"{key}\"");
                default:
                    throw Error(node, $"can't evaluate field {key} in type {TemplateValues.TypeOf(value)}");
            }
        }

        return value;
    }

    private object? CallFunction(IdentifierNode node, CommandNode command, object? dot, bool hasLast, object? last)
    {
        if (node.Name is "and" or "or" && !options.Functions.ContainsKey(node.Name))
        {
            return Connect(node, command, dot, hasLast, last);
        }

        TemplateFunction function = options.Functions.GetValueOrDefault(node.Name) ?? TemplateBuiltins.Find(node.Name)
            ?? throw Error(node, $"\"{node.Name}\" is not a defined function");
        int count = command.Arguments.Length - 1 + (hasLast ? 1 : 0), least = function.Parameters.Length - (function.IsVariadic ? 1 : 0);
        if (count < least || (count > function.Parameters.Length && !function.IsVariadic))
        {
            string wanted = function.IsVariadic ? $"at least {least}" : function.Parameters.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
            throw Error(node, $"wrong number of args for {node.Name}: want {wanted} got {count}");
        }

        object?[] arguments = new object?[count];
        for (int i = 0; i < count; i++)
        {
            Node? argument = i + 1 < command.Arguments.Length ? command.Arguments[i + 1] : null;
            TemplateKind kind = function.Parameters[Math.Min(i, function.Parameters.Length - 1)];
            arguments[i] = Convert(argument is null ? last : Argument(argument, dot), kind, argument ?? command, isConstant: argument is LiteralNode);
        }

        try
        {
            return function.Call(arguments);
        }
        catch (TemplateFunctionException failure)
        {
            throw Error(command, $"error calling {node.Name}: {failure.Message}", node.Position);
        }
    }

    // "and" and "or" end at the first value that decides.
    private object? Connect(IdentifierNode node, CommandNode command, object? dot, bool hasLast, object? last)
    {
        object? value = null;
        for (int i = 1; i < command.Arguments.Length; i++)
        {
            value = Argument(command.Arguments[i], dot);
            if (TemplateValues.IsTrue(value) == (node.Name == "or"))
            {
                return value;
            }
        }

        return hasLast ? last : command.Arguments.Length > 1 ? value : throw Error(node, $"wrong number of args for {node.Name}: want at least 1 got 0");
    }

    private object? Convert(object? value, TemplateKind kind, Node node, bool isConstant)
    {
        switch (kind, value)
        {
            case (TemplateKind.Any, _) or (TemplateKind.Text, string) or (TemplateKind.Integer, long) or (TemplateKind.Float, double) or (TemplateKind.Time, GoTime):
                return value;
            case (TemplateKind.Float, long whole) when isConstant:
                return (double)whole;
            case (TemplateKind.Integer, double number) when isConstant && number == Math.Floor(number) && Math.Abs(number) < 1L << 53:
                return (long)number;
        }

        string wanted = kind switch { TemplateKind.Text => "string", TemplateKind.Integer => "int", TemplateKind.Float => "float64", _ => "time.Time" };
        throw value is null ? Error(node, $"invalid value; expected {wanted}")
            : isConstant ? Error(node, $"expected {(kind == TemplateKind.Integer ? "integer" : kind == TemplateKind.Float ? "float" : wanted)}; found {node}")
            : Error(node, $"wrong type for value; expected {wanted}; got {TemplateValues.TypeOf(value)}");
    }

    private object? ValueOf(VariableNode node)
    {
        for (int i = _variables.Count - 1; i >= 0; i--)
        {
            if (_variables[i].Name == node.Names[0])
            {
                return _variables[i].Value;
            }
        }

        throw Error(node, $"undefined variable: {node.Names[0]}");
    }

    private void Declare(string variable, object? value, bool assigns)
    {
        if (assigns)
        {
            Set(variable, value);
        }
        else
        {
            _variables.Add((variable, value));
        }
    }

    private void Set(string variable, object? value)
    {
        int i = _variables.FindLastIndex(one => one.Name == variable);
        _variables[i] = (variable, value);
    }

    private void Forget(int count) => _variables.RemoveRange(count, _variables.Count - count);

    private TemplateExecutionException Error(Node node, string reason, int? position = null)
    {
        string shown = node.ToString();
        shown = shown.Length > 20 ? string.Concat(shown.AsSpan(0, 20), "...") : shown;
        (int line, int column) = locate(position ?? node.Position);
        return new TemplateExecutionException($"template: {name}:{line}:{column}: executing \"{_template ?? name}\" at <{shown}>: {reason}");
    }
}
