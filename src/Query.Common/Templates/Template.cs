using System.Text;
using Orleans.Obs.Query.Common.Templates.Nodes;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>
/// A template in the language of Go's text/template: actions in double braces, pipelines, variables, conditions, loops, nested templates. Values are texts, whole and floating-point
/// numbers (long, double), truth values, times (<see cref="GoTime"/>), lists (<see cref="IReadOnlyList{T}"/> of object), maps (<see cref="ITemplateMap"/>) and null.
/// Immutable, thread-safe.
/// </summary>
public sealed class Template
{
    private readonly string _name;
    private readonly string _text;
    private readonly Dictionary<string, ListNode> _templates;
    private readonly TemplateOptions _options;

    private Template(string name, string text, TemplateOptions options)
    {
        (_name, _text, _options) = (name, text, options);
        _templates = new TemplateParser(name, text, options).Parse();
    }

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateSyntaxException">The text is none, or calls a function that there is not.</exception>
    public static Template Parse(string name, string text, TemplateOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        return new Template(name, text, options);
    }

    /// <summary>The keys that the template reads from its data, directly or in nested values; some may be missing that nested templates read.</summary>
    public IReadOnlySet<string> Fields => FieldCollector.Of(_templates[_name]);

    /// <summary>The one key that the template consists of (<c>{{.message}}</c>); null for any other template.</summary>
    public string? SingleField =>
        _templates[_name].Nodes is [ActionNode { Pipe: { Declares.Length: 0, Commands: [{ Arguments: [FieldNode { Names: [var name] }] }] } }] ? name : null;

    /// <summary>Executes the template.</summary>
    /// <exception cref="TemplateExecutionException">It fails.</exception>
    public string Execute(object? data)
    {
        var output = new StringBuilder();
        Execute(data, output);
        return output.ToString();
    }

    /// <summary>Executes the template, appending to <paramref name="output"/>; what it wrote before it failed stays there.</summary>
    /// <exception cref="TemplateExecutionException">It fails.</exception>
    public void Execute(object? data, StringBuilder output) =>
        new TemplateExecution(_name, _templates, _options, output, Locate).Run(data);

    // Lines from 1, columns in bytes from 0, as Go tells them.
    private (int Line, int Column) Locate(int position)
    {
        ReadOnlySpan<char> before = _text.AsSpan(0, position);
        return (before.Count('\n') + 1, Encoding.UTF8.GetByteCount(before[(before.LastIndexOf('\n') + 1)..]));
    }
}
