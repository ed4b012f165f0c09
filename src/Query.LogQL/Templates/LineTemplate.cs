using System.Text;
using Orleans.Obs.Query.Common.Templates;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.LogQL.Templates;

/// <summary>A template over the labels of a row, with functions for its line and time. Belongs to one evaluation; not thread-safe.</summary>
internal sealed class LineTemplate
{
    private readonly Template _template;
    private readonly StringBuilder _output = new();
    private byte[] _bytes = new byte[256];
    private string? _text;
    private byte[] _line = [];
    private int _lineLength;
    private long _timestamp;

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateSyntaxException">The text is none.</exception>
    public LineTemplate(string name, string text)
    {
        var functions = new Dictionary<string, TemplateFunction>(LineFunctions.All, StringComparer.Ordinal)
        {
            ["__line__"] = new([], _ => _text ??= GoLiteral.Decode(_line.AsSpan(0, _lineLength))),
            ["__timestamp__"] = new([], _ => new GoTime(_timestamp, null)),
        };
        _template = Template.Parse(name, text, new TemplateOptions { Functions = functions });
    }

    /// <summary>The labels that the template reads.</summary>
    public IReadOnlySet<string> Fields => _template.Fields;

    /// <summary>The one label that the template consists of; null for any other template.</summary>
    public string? SingleField => _template.SingleField;

    /// <summary>Executes the template; the result is valid until the next call.</summary>
    /// <exception cref="TemplateExecutionException">It fails.</exception>
    public ReadOnlySpan<byte> Execute(scoped ReadOnlySpan<byte> line, long timestamp, ITextMap labels)
    {
        _line = _line.Length >= line.Length ? _line : new byte[2 * line.Length];
        line.CopyTo(_line);
        (_lineLength, _timestamp, _text) = (line.Length, timestamp, null);
        _output.Clear();
        _template.Execute(labels, _output);
        string text = _output.ToString();
        if (GoLiteral.HasRawBytes(text))
        {
            return GoLiteral.Encode(text);
        }

        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        _bytes = _bytes.Length >= most ? _bytes : new byte[most];
        return _bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, _bytes));
    }
}
