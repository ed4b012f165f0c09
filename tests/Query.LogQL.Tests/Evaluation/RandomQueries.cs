using System.Text;
using CsCheck;
using Orleans.Obs.Query.LogQL.Tests.Evaluation.Reference;

namespace Orleans.Obs.Query.LogQL.Tests.Evaluation;

/// <summary>Queries over <see cref="RandomLogs"/> that the reference can answer.</summary>
internal sealed class RandomQueries(PCG random)
{
    private static readonly string[] _labels = ["level", "status", "msg", "dur", "size", "num", "app", "env", "code", "trace_id", "detected_level", "app_extracted", "status_extracted", "env_extracted", "user_name", "a_b", "odd", "method", "nobody"];

    /// <summary>A query for lines.</summary>
    public string Lines() => Selector() + Stages(Below(5), out _);

    /// <summary>A metric query.</summary>
    public string Metric()
    {
        switch (Below(6))
        {
            case 0:
                return $"{Vector()} {Pick("+", "-", "*", "/", "> bool", "<", ">=", "!= bool", "==", "%")} {Pick("0", "2", "0.5")}";
            case 1:
                return $"{Pick("1", "3")} {Pick("+", "-", "*", "/", "> bool", "^")} {Vector()}";
            case 2:
                return $"{Sum()} {Pick("+", "-", "/", "and", "or", "unless", ">", "== bool")} {Sum()}";
            case 3:
                return Range(allowsOne: true);
            default:
                return Vector();
        }
    }

    private int Below(int number) => (int)(random.Next() % (uint)number);

    private string Pick(params string[] choices) => choices[Below(choices.Length)];

    private string Label() => Pick(_labels);

    private string Sum() => $"sum by ({Pick("app", "env", "level", "detected_level", "app, level")}) ({Range(allowsOne: false)})";

    private string Vector() => Below(3) == 0 ? Range(allowsOne: false)
        : $"{Pick("sum", "sum", "avg", "min", "max", "count", "stddev", "stdvar")}{Grouping()} ({Range(allowsOne: false)})";

    private string Grouping() => Below(4) switch
    {
        0 => "",
        1 => $" without ({Label()}, {Label()})",
        2 => $" by ({Label()})",
        _ => $" by ({Label()}, {Pick("app", "level", "detected_level", "method")})",
    };

    private string Range(bool allowsOne)
    {
        string interval = Pick("[1m]", "[90s]", "[5m]", "[10s]", "[30s] offset 1m");
        if (Below(2) == 0)
        {
            string stages = Stages(Below(4), out bool mayFail);
            return $"{Pick("count_over_time", "rate", "bytes_over_time", "bytes_rate")} ({Selector()}{stages}{(mayFail ? " | __error__=\"\"" : "")} {interval})";
        }

        string unwrap = Pick("num", "dur|duration", "dur|duration_seconds", "size|bytes", "code", "status") is var source && source.Split('|') is [var label, var conversion] ? $"{conversion}({label})" : source;
        string operation = Pick("sum_over_time", "avg_over_time", "min_over_time", "max_over_time", "stddev_over_time", "stdvar_over_time", "quantile_over_time", allowsOne ? "first_over_time" : "sum_over_time",
            allowsOne ? "last_over_time" : "rate");
        string grouping = operation is "sum_over_time" or "rate" || Below(2) == 0 ? "" : Grouping();
        string parameter = operation == "quantile_over_time" ? Pick("0.5", "0.99", "0", "1") + ", " : "";
        return $"{operation}({parameter}{Selector()}{Stages(Below(3), out _)} | {Pick("json", "logfmt")} | __error__=\"\" | unwrap {unwrap} | __error__=\"\" {interval}){grouping}";
    }

    private string Selector() => Pick("{app=\"api\"}", "{app=~\".+\"}", "{env=\"prod\"}", "{app!=\"db\", env=~\"p.*|dev\"}", "{app=\"web\", status=\"\"}", "{app=~\"a.*\", env!~\"p.*\"}");

    private string Stages(int count, out bool mayFail)
    {
        mayFail = false;
        bool isList = false;
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            string stage = Stage();

            // A comparison behind such a list would belong to its last label.
            while (stage.StartsWith(" !", StringComparison.Ordinal) && isList)
            {
                stage = Stage();
            }

            isList = stage.StartsWith(" | drop", StringComparison.Ordinal) || stage.StartsWith(" | keep", StringComparison.Ordinal);
            mayFail |= stage.Contains("json", StringComparison.Ordinal) || stage.Contains("--strict", StringComparison.Ordinal) || (stage.StartsWith(" | ", StringComparison.Ordinal) && stage.AsSpan(3).ContainsAny('<', '>', '='));
            text.Append(stage);
        }

        return text.ToString();
    }

    private string Stage() => Below(16) switch
    {
        0 or 1 => LineFilter(),
        2 or 3 or 4 => Pick(" | json", " | json", " | logfmt", " | logfmt --strict", " | logfmt --keep-empty"),
        5 or 6 or 7 or 8 => $" | {LabelFilter()}",
        9 => Pick(" | regexp \"(?P<method>[A-Za-z]+) (?P<path>/[a-z0-9]+)\"", " | regexp \"level=(?P<level>[a-z]*)\"", " | regexp \"(?i)(?P<method>get|post)\""),
        10 => Pick(" | pattern \"<ip> - <method> <path> <status> <_>\"", " | pattern \"<_>level=<level> <_>\"", " | pattern \"<method> <msg>\""),
        11 => $" | drop {Pick("level", "app", "status, num", "__error__", "detected_level", "env=\"prod\"", "trace_id, msg=~\"o.*\"")}",
        12 => $" | keep {Pick("level", "app, level, status", "detected_level, env=\"dev\"", "msg, num, code")}",
        13 => $" | line_format {Quoted(Template())}",
        14 => $" | label_format {Pick("level=msg", "app=level", "status=num, num=status", $"level={Quoted(Template())}", $"x={Quoted(Template())}, msg={Quoted(Template())}", "nobody=somebody")}",
        _ => " | decolorize",
    };

    private string Template() => TestTemplates.All[Below(TestTemplates.All.Count)];

    private static string Quoted(string text) => $"`{text}`";

    private string LineFilter() => Below(7) switch
    {
        0 => $" != {Text()}",
        1 => $" |= {Text()} or {Text()}",
        2 => $" != {Text()} or {Text()}",
        3 => $" {Pick("|~", "!~")} {Pick("\"(?i)ERROR\"", "\"level=(info|warn)\"", "\"[0-9]{3}\"", "`\"status\": ?50[0-9]`", "\"^\\\\{\"", "\"a.*e\"", "\"(order|cache) .*\"", "\"x*\"", "`\\d+\\.0\\.0`", "\"(?i)naïve|GET\"")}",
        4 => $" {Pick("|>", "!>")} {Pick("\"<_>level=<_>\"", "\"{<_>}\"", "\"<_> - GET <_>\"")}",
        5 => $" {Pick("|=", "!=")} ip({Pick("\"10.0.0.0/8\"", "\"10.0.0.1-10.0.1.9\"", "\"::1\"")})",
        _ => $" |= {Text()}",
    };

    private string Text() => Pick("\"level\"", "\"error\"", "\"status\"", "\"GET\"", "\"\"", "\"{\"", "\"café\"", "\"o\"", "\"msg=\"", "`\"level\":`", "\"nowhere to be found\"");

    private string LabelFilter() => Below(8) switch
    {
        0 => $"{Label()}={Pick("\"info\"", "\"error\"", "\"\"", "\"200\"", "\"api\"", "\"order placed\"")}",
        1 => $"{Label()}!={Pick("\"info\"", "\"\"", "\"x\"", "\"dev\"")}",
        2 => $"{Label()}{Pick("=~", "!~")}{Pick("\"e.*\"", "\".+\"", "\"info|warn\"", "\".*a.*\"", "\"(?i)info\"", "\"5..\"")}",
        3 => $"{Pick("status", "num", "code", "odd", "status_extracted", "nobody")} {Pick("==", "!=", ">", ">=", "<", "<=")} {Pick("200", "2.5", "400", "0")}",
        4 => $"dur {Pick("==", ">", "<=", "!=")} {Pick("20ms", "1s", "2m")}",
        5 => $"size {Pick(">", "<=", "!=")} {Pick("1KB", "512B", "2MiB")}",
        6 => $"ip {Pick("=", "!=")} ip(\"10.0.0.0/16\")",
        _ => $"({LabelFilter()} {Pick("and", "or")} {LabelFilter()})",
    };
}
