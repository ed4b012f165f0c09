using System.Collections.Immutable;
using Orleans.Obs.Query.Common.Templates.Nodes;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>Reads the tokens of a template, by recursive descent.</summary>
internal sealed class TemplateParser
{
    private const int MaxDepth = 200;

    private readonly string _name;
    private readonly TemplateLexer _lexer;
    private readonly TemplateOptions _options;
    private readonly Dictionary<string, ListNode> _templates = new(StringComparer.Ordinal);
    private readonly List<string> _variables = ["$"];

    // Tokens that were looked at and not taken, the next one on top.
    private readonly Stack<TemplateToken> _ahead = [];
    private int _loops;
    private int _depth;

    public TemplateParser(string name, string text, TemplateOptions options)
    {
        (_name, _options) = (name, options);
        _lexer = new TemplateLexer(name, text);
    }

    /// <summary>The template and those that it defines, by name.</summary>
    public Dictionary<string, ListNode> Parse()
    {
        (ListNode main, _) = ParseList("EOF");
        _templates[_name] = main;
        return _templates;
    }

    // Parts up to what ends them; the keyword that does, or EOF.
    private (ListNode List, TemplateToken Ending) ParseList(string wanted)
    {
        Enter();
        ImmutableArray<Node>.Builder nodes = ImmutableArray.CreateBuilder<Node>();
        int start = Peek().Position;
        while (true)
        {
            TemplateToken token = Take();
            switch (token.Kind)
            {
                case TemplateTokenKind.Text:
                    nodes.Add(new TextNode(token.Position, token.Text));
                    continue;
                case TemplateTokenKind.End when wanted == "EOF":
                    _depth--;
                    return (new ListNode(start, nodes.ToImmutable()), token);
                case TemplateTokenKind.End:
                    throw Error(token, "unexpected EOF");
            }

            token = PeekNotSpace();
            if (token.Kind == TemplateTokenKind.Keyword && token.Text is "end" or "else")
            {
                TakeNotSpace();
                if (wanted == "EOF")
                {
                    throw Error(token, $"unexpected {{{{{token.Text}}}}}");
                }

                _depth--;
                return (new ListNode(start, nodes.ToImmutable()), token);
            }

            if (ParseAction() is { } node)
            {
                nodes.Add(node);
            }
        }
    }

    private Node? ParseAction()
    {
        TemplateToken token = PeekNotSpace();
        if (token.Kind != TemplateTokenKind.Keyword)
        {
            return new ActionNode(token.Position, ParsePipe("command", TemplateTokenKind.RightDelimiter));
        }

        TakeNotSpace();
        switch (token.Text)
        {
            case "if":
                return ParseBranch(token, BranchKind.If);
            case "with":
                return ParseBranch(token, BranchKind.With);
            case "range":
                return ParseBranch(token, BranchKind.Range);
            case "define":
                ParseDefine(token);
                return null;
            case "block":
                return ParseBlock(token);
            case "template":
                return ParseTemplate(token);
            default:
                if (_loops == 0)
                {
                    throw Error(token, $"{{{{{token.Text}}}}} outside {{{{range}}}}");
                }

                Expect(TemplateTokenKind.RightDelimiter, $"{{{{{token.Text}}}}}");
                return new JumpNode(token.Position, token.Text == "break");
        }
    }

    private BranchNode ParseBranch(TemplateToken keyword, BranchKind kind)
    {
        int variables = _variables.Count;
        PipeNode pipe = ParsePipe(keyword.Text, TemplateTokenKind.RightDelimiter);
        _loops += kind == BranchKind.Range ? 1 : 0;
        (ListNode list, TemplateToken ending) = ParseList("end");
        _loops -= kind == BranchKind.Range ? 1 : 0;
        ListNode? otherwise = null;
        if (ending.Text == "else")
        {
            TemplateToken next = PeekNotSpace();
            bool chains = next.Kind == TemplateTokenKind.Keyword && ((next.Text == "if" && kind == BranchKind.If) || (next.Text == "with" && kind == BranchKind.With));
            if (chains)
            {
                // Shares its end with this block.
                TakeNotSpace();
                otherwise = new ListNode(next.Position, [ParseBranch(next, kind)]);
                _variables.RemoveRange(variables, _variables.Count - variables);
                return new BranchNode(keyword.Position, kind, pipe, list, otherwise);
            }

            Expect(TemplateTokenKind.RightDelimiter, "else");
            (otherwise, ending) = ParseList("end");
            if (ending.Text == "else")
            {
                throw Error(ending, "expected end; found {{else}}");
            }
        }

        Expect(TemplateTokenKind.RightDelimiter, "end");
        _variables.RemoveRange(variables, _variables.Count - variables);
        return new BranchNode(keyword.Position, kind, pipe, list, otherwise);
    }

    private void ParseDefine(TemplateToken keyword)
    {
        string name = ParseName("define clause");
        Expect(TemplateTokenKind.RightDelimiter, "define clause");
        ParseBody(name, keyword);
    }

    private TemplateNode ParseBlock(TemplateToken keyword)
    {
        string name = ParseName("block clause");
        PipeNode pipe = ParsePipe("block clause", TemplateTokenKind.RightDelimiter);
        ParseBody(name, keyword);
        return new TemplateNode(keyword.Position, name, pipe);
    }

    private void ParseBody(string name, TemplateToken keyword)
    {
        string[] outer = [.. _variables];
        _variables.RemoveRange(1, _variables.Count - 1);
        int loops = _loops;
        _loops = 0;
        (ListNode list, TemplateToken ending) = ParseList("end");
        if (ending.Text == "else")
        {
            throw Error(keyword, "unexpected {{else}} in define clause");
        }

        Expect(TemplateTokenKind.RightDelimiter, "end");
        _templates[name] = list;
        _variables.Clear();
        _variables.AddRange(outer);
        _loops = loops;
    }

    private TemplateNode ParseTemplate(TemplateToken keyword)
    {
        string name = ParseName("template clause");
        if (PeekNotSpace().Kind == TemplateTokenKind.RightDelimiter)
        {
            TakeNotSpace();
            return new TemplateNode(keyword.Position, name, null);
        }

        return new TemplateNode(keyword.Position, name, ParsePipe("template clause", TemplateTokenKind.RightDelimiter));
    }

    private string ParseName(string context)
    {
        TemplateToken token = TakeNotSpace();
        return token.Kind is TemplateTokenKind.String or TemplateTokenKind.RawString ? Unquote(token) : throw Unexpected(token, context);
    }

    private PipeNode ParsePipe(string context, TemplateTokenKind end)
    {
        Enter();
        int position = PeekNotSpace().Position;
        (ImmutableArray<string> declares, bool assigns) = ParseDeclarations(context);
        ImmutableArray<CommandNode>.Builder commands = ImmutableArray.CreateBuilder<CommandNode>();
        while (true)
        {
            TemplateToken token = TakeNotSpace();
            if (token.Kind == end)
            {
                if (commands.Count == 0)
                {
                    throw Error(token, $"missing value for {context}");
                }

                for (int i = 1; i < commands.Count; i++)
                {
                    if (commands[i].Arguments[0] is LiteralNode or DotNode or NilNode)
                    {
                        throw Error(token, $"non executable command in pipeline stage {i + 1}");
                    }
                }

                _variables.AddRange(assigns ? [] : declares);
                _depth--;
                return new PipeNode(position, declares, assigns, commands.ToImmutable());
            }

            PutBack(token);
            commands.Add(StartsOperand(token.Kind) ? ParseCommand() : throw Unexpected(token, context));
        }
    }

    private (ImmutableArray<string> Names, bool Assigns) ParseDeclarations(string context)
    {
        if (PeekNotSpace().Kind != TemplateTokenKind.Variable)
        {
            return ([], false);
        }

        TemplateToken variable = TakeNotSpace();
        TemplateToken space = Peek();
        TemplateToken next = PeekNotSpace();
        switch (next.Kind)
        {
            case TemplateTokenKind.Declare or TemplateTokenKind.Assign:
                TakeNotSpace();
                CheckAssigned(next, variable);
                return ([variable.Text], next.Kind == TemplateTokenKind.Assign);
            case TemplateTokenKind.Comma when context == "range":
                TakeNotSpace();
                TemplateToken second = TakeNotSpace();
                if (second.Kind != TemplateTokenKind.Variable)
                {
                    throw Unexpected(second, context);
                }

                TemplateToken op = TakeNotSpace();
                if (op.Kind is not (TemplateTokenKind.Declare or TemplateTokenKind.Assign))
                {
                    throw Unexpected(op, context);
                }

                CheckAssigned(op, variable);
                CheckAssigned(op, second);
                return ([variable.Text, second.Text], op.Kind == TemplateTokenKind.Assign);
            default:
                if (space.Kind == TemplateTokenKind.Space)
                {
                    // It separates the variable from the next argument.
                    PutBack(space);
                }

                PutBack(variable);
                return ([], false);
        }
    }

    private void CheckAssigned(TemplateToken op, TemplateToken variable)
    {
        if (op.Kind == TemplateTokenKind.Assign && !_variables.Contains(variable.Text))
        {
            throw Error(variable, $"undefined variable {GoLiteral.Quote(variable.Text)}");
        }
    }

    private CommandNode ParseCommand()
    {
        ImmutableArray<Node>.Builder arguments = ImmutableArray.CreateBuilder<Node>();
        int position = PeekNotSpace().Position;
        while (true)
        {
            if (ParseOperand() is { } operand)
            {
                arguments.Add(operand);
            }

            TemplateToken token = Take();
            switch (token.Kind)
            {
                case TemplateTokenKind.Space:
                    if (PeekNotSpace().Kind is TemplateTokenKind.RightDelimiter or TemplateTokenKind.RightParen)
                    {
                        break;
                    }

                    if (PeekNotSpace().Kind != TemplateTokenKind.Pipe)
                    {
                        continue;
                    }

                    TakeNotSpace();
                    CheckMore();
                    break;
                case TemplateTokenKind.Pipe:
                    CheckMore();
                    break;
                case TemplateTokenKind.RightDelimiter or TemplateTokenKind.RightParen:
                    PutBack(token);
                    break;
                default:
                    throw Unexpected(token, "operand");
            }

            return arguments.Count > 0 ? new CommandNode(position, arguments.ToImmutable()) : throw Error(token, "empty command");
        }
    }

    // Behind a pipe there is another command.
    private void CheckMore()
    {
        TemplateToken token = PeekNotSpace();
        if (token.Kind is TemplateTokenKind.RightDelimiter or TemplateTokenKind.RightParen)
        {
            throw Error(token, "missing value for command");
        }
    }

    private Node? ParseOperand()
    {
        Node? term = ParseTerm();
        if (term is null || Peek().Kind != TemplateTokenKind.Field)
        {
            return term;
        }

        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        while (Peek().Kind == TemplateTokenKind.Field)
        {
            names.Add(Take().Text[1..]);
        }

        return term switch
        {
            FieldNode field => field with { Names = [.. field.Names, .. names] },
            VariableNode variable => variable with { Names = [.. variable.Names, .. names] },
            LiteralNode or NilNode or DotNode => throw Error(Peek(), $"unexpected . after term {GoLiteral.Quote(term.ToString())}"),
            _ => new ChainNode(term.Position, term, names.ToImmutable()),
        };
    }

    private Node? ParseTerm()
    {
        TemplateToken token = TakeNotSpace();
        switch (token.Kind)
        {
            case TemplateTokenKind.Identifier:
                return _options.Functions.ContainsKey(token.Text) || TemplateBuiltins.IsKnown(token.Text)
                    ? new IdentifierNode(token.Position, token.Text)
                    : throw Error(token, $"function {GoLiteral.Quote(token.Text)} not defined");
            case TemplateTokenKind.Dot:
                return new DotNode(token.Position);
            case TemplateTokenKind.Nil:
                return new NilNode(token.Position);
            case TemplateTokenKind.Variable:
                return _variables.Contains(token.Text) ? new VariableNode(token.Position, [token.Text]) : throw Error(token, $"undefined variable {GoLiteral.Quote(token.Text)}");
            case TemplateTokenKind.Field:
                return new FieldNode(token.Position, [token.Text[1..]]);
            case TemplateTokenKind.Boolean:
                return new LiteralNode(token.Position, token.Text == "true", token.Text);
            case TemplateTokenKind.Character or TemplateTokenKind.Number:
                return new LiteralNode(token.Position, TemplateNumber.Parse(token) ?? throw Error(token, $"bad number syntax: {GoLiteral.Quote(token.Text)}"), token.Text);
            case TemplateTokenKind.LeftParen:
                return ParsePipe("parenthesized pipeline", TemplateTokenKind.RightParen);
            case TemplateTokenKind.String or TemplateTokenKind.RawString:
                return new LiteralNode(token.Position, Unquote(token), token.Text);
            default:
                PutBack(token);
                return null;
        }
    }

    private string Unquote(TemplateToken token) => GoLiteral.Unquote(GoLiteral.Encode(token.Text)) ?? throw Error(token, "invalid syntax");

    private static bool StartsOperand(TemplateTokenKind kind) => kind is TemplateTokenKind.Boolean or TemplateTokenKind.Character or TemplateTokenKind.Dot or TemplateTokenKind.Field
        or TemplateTokenKind.Identifier or TemplateTokenKind.Number or TemplateTokenKind.Nil or TemplateTokenKind.RawString or TemplateTokenKind.String or TemplateTokenKind.Variable
        or TemplateTokenKind.LeftParen;

    private TemplateToken Peek()
    {
        if (_ahead.Count == 0)
        {
            _ahead.Push(_lexer.Next());
        }

        return _ahead.Peek();
    }

    private TemplateToken Take()
    {
        Peek();
        return _ahead.Pop();
    }

    private TemplateToken PeekNotSpace()
    {
        while (Peek().Kind == TemplateTokenKind.Space)
        {
            Take();
        }

        return Peek();
    }

    private TemplateToken TakeNotSpace()
    {
        PeekNotSpace();
        return Take();
    }

    private void PutBack(TemplateToken token) => _ahead.Push(token);

    private void Expect(TemplateTokenKind kind, string context)
    {
        TemplateToken token = TakeNotSpace();
        if (token.Kind != kind)
        {
            throw Unexpected(token, context);
        }
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new TemplateSyntaxException($"template: {_name}: nests too deeply");
        }
    }

    private TemplateSyntaxException Unexpected(TemplateToken token, string context) => Error(token, $"unexpected {token} in {context}");

    private TemplateSyntaxException Error(TemplateToken token, string reason) => _lexer.Error(token.Position, reason);
}
