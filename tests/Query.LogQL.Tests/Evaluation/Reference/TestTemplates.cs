namespace Orleans.Obs.Query.LogQL.Tests.Evaluation.Reference;

/// <summary>Templates with what they mean, told without reading them.</summary>
internal static class TestTemplates
{
    private static readonly Dictionary<string, Func<string, Func<string, string>, string>> _meanings = new()
    {
        ["{{.msg}}"] = static (_, label) => label("msg"),
        ["{{.app}}-{{.status}}"] = static (_, label) => $"{label("app")}-{label("status")}",
        ["{{__line__}} seen"] = static (line, _) => $"{line} seen",
        ["level={{.level}} {{ .user_name | ToUpper }}"] = static (_, label) => $"level={label("level")} {Upper(label("user_name"))}",
        ["{{if .status}}with{{else}}without{{end}}"] = static (_, label) => label("status").Length > 0 ? "with" : "without",
        ["constant"] = static (_, _) => "constant",
        ["{{ if eq .level \"error\" }}{{ .msg }}{{ end }}"] = static (_, label) => label("level") == "error" ? label("msg") : "",
    };

    public static IReadOnlyList<string> All { get; } = [.. _meanings.Keys];

    public static string Execute(string template, string line, Func<string, string> label) => _meanings[template](line, label);

    private static string Upper(string text) => string.Concat(text.Select(static c => char.IsAsciiLetterLower(c) ? char.ToUpperInvariant(c) : c));
}
