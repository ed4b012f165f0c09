using System.Net;
using System.Text;

namespace Orleans.Obs.Query.Common.Templates;

/// <summary>The functions that every template has.</summary>
internal static class TemplateBuiltins
{
    private static readonly Dictionary<string, TemplateFunction> _functions = new(StringComparer.Ordinal)
    {
        ["not"] = TemplateFunction.Of(TemplateKind.Any, static value => !TemplateValues.IsTrue(value)),
        ["eq"] = new([TemplateKind.Any, TemplateKind.Any], static arguments => Equal(arguments), IsVariadic: true),
        ["ne"] = TemplateFunction.Of(TemplateKind.Any, TemplateKind.Any, static (left, right) => !TemplateValues.AreEqual(left, right)),
        ["lt"] = TemplateFunction.Of(TemplateKind.Any, TemplateKind.Any, static (left, right) => TemplateValues.IsLess(left, right)),
        ["le"] = TemplateFunction.Of(TemplateKind.Any, TemplateKind.Any, static (left, right) => TemplateValues.IsLess(left, right) || TemplateValues.AreEqual(left, right)),
        ["gt"] = TemplateFunction.Of(TemplateKind.Any, TemplateKind.Any, static (left, right) => !TemplateValues.IsLess(left, right) && !TemplateValues.AreEqual(left, right)),
        ["ge"] = TemplateFunction.Of(TemplateKind.Any, TemplateKind.Any, static (left, right) => !TemplateValues.IsLess(left, right)),
        ["len"] = TemplateFunction.Of(TemplateKind.Any, Length),
        ["index"] = new([TemplateKind.Any, TemplateKind.Any], Index, IsVariadic: true),
        ["slice"] = new([TemplateKind.Any, TemplateKind.Any], Slice, IsVariadic: true),
        ["print"] = new([TemplateKind.Any], static arguments => Print(arguments), IsVariadic: true),
        ["println"] = new([TemplateKind.Any], static arguments => string.Join(' ', arguments.Select(TemplateValues.Print)) + "\n", IsVariadic: true),
        ["printf"] = new([TemplateKind.Text, TemplateKind.Any], static arguments => GoFormat.Format((string)arguments[0]!, arguments.AsSpan(1)), IsVariadic: true),
        ["html"] = new([TemplateKind.Any], static arguments => Html(Print(arguments)), IsVariadic: true),
        ["js"] = new([TemplateKind.Any], static arguments => JavaScript(Print(arguments)), IsVariadic: true),
        ["urlquery"] = new([TemplateKind.Any], static arguments => WebUtility.UrlEncode(Print(arguments)), IsVariadic: true),
    };

    /// <summary>True for the functions of the language, and for those that look at their arguments one by one and so are no functions here.</summary>
    public static bool IsKnown(string name) => name is "and" or "or" or "call" || _functions.ContainsKey(name);

    public static TemplateFunction? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The element of a list, map or text at a place; null where a map has none.</summary>
    /// <exception cref="TemplateFunctionException">There is no such place.</exception>
    public static object? IndexOne(object? value, object? index)
    {
        switch (value)
        {
            case ITemplateMap map:
                return index is string key ? map.TryGet(key, out object? found) ? found : map.Missing() : throw new TemplateFunctionException($"value has type {TemplateValues.TypeOf(index)}; should be string");
            case IReadOnlyList<object?> list:
                return list[Place(index, list.Count - 1)];
            case string text:
                byte[] bytes = Text.GoLiteral.Encode(text);
                return (long)bytes[Place(index, bytes.Length - 1)];
            case null:
                throw new TemplateFunctionException("index of untyped nil");
            default:
                throw new TemplateFunctionException($"can't index item of type {TemplateValues.TypeOf(value)}");
        }
    }

    private static string? Missing(this ITemplateMap map) => map is ITextMap ? "" : null;

    private static int Place(object? index, int last)
    {
        long place = index as long? ?? throw new TemplateFunctionException(index is null ? "cannot index slice/array with nil" : $"cannot index slice/array with type {TemplateValues.TypeOf(index)}");
        return place >= 0 && place <= last ? (int)place : throw new TemplateFunctionException($"index out of range: {place}");
    }

    private static object? Index(object?[] arguments) => arguments.Skip(1).Aggregate(arguments[0], IndexOne);

    private static bool Equal(object?[] arguments)
    {
        if (arguments.Length < 2)
        {
            throw new TemplateFunctionException("missing argument for comparison");
        }

        return arguments.Skip(1).Any(other => TemplateValues.AreEqual(arguments[0], other));
    }

    private static object Length(object? value) => value switch
    {
        string text => (long)Text.GoLiteral.Encode(text).Length,
        ITemplateMap map => (long)map.Count,
        IReadOnlyList<object?> list => (long)list.Count,
        null => throw new TemplateFunctionException("len of nil pointer"),
        _ => throw new TemplateFunctionException($"len of type {TemplateValues.TypeOf(value)}"),
    };

    private static object? Slice(object?[] arguments)
    {
        byte[]? bytes = arguments[0] is string text ? Text.GoLiteral.Encode(text) : null;
        var list = arguments[0] as IReadOnlyList<object?>;
        int length = bytes?.Length ?? list?.Count ?? throw new TemplateFunctionException($"can't slice item of type {TemplateValues.TypeOf(arguments[0])}");
        if (arguments.Length > (bytes is null ? 4 : 3))
        {
            throw new TemplateFunctionException(bytes is null ? $"too many slice indexes: {arguments.Length - 1}" : "cannot 3-index slice a string");
        }

        int from = arguments.Length > 1 ? Place(arguments[1], length) : 0, to = arguments.Length > 2 ? Place(arguments[2], length) : length;
        return from > to ? throw new TemplateFunctionException($"invalid slice index: {from} > {to}")
            : bytes is not null ? Text.GoLiteral.Decode(bytes.AsSpan(from..to))
            : (object)list!.Skip(from).Take(to - from).ToList();
    }

    // Blanks go between two operands of which neither is a text.
    private static string Print(object?[] arguments)
    {
        var text = new StringBuilder();
        for (int i = 0; i < arguments.Length; i++)
        {
            text.Append(i > 0 && arguments[i] is not string && arguments[i - 1] is not string ? " " : "").Append(TemplateValues.Print(arguments[i]));
        }

        return text.ToString();
    }

    private static string Html(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&#34;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal).Replace("\0", "\uFFFD", StringComparison.Ordinal);

    private static string JavaScript(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            escaped.Append(c switch
            {
                '\\' => "\\\\",
                '\'' => "\\'",
                '"' => "\\\"",
                '<' => "\\u003C",
                '>' => "\\u003E",
                '&' => "\\u0026",
                '=' => "\\u003D",
                < ' ' => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }
}
