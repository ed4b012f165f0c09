using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.Common.Templates;
using Orleans.Obs.Query.Common.Wire;
using Orleans.Obs.Query.LogQL.Evaluation;
using Orleans.Obs.Query.LogQL.Evaluation.Plan;
using Orleans.Obs.Query.LogQL.Syntax;
using Orleans.Obs.Query.LogQL.Templates;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Fuzz;

/// <summary>What LogQL reads: queries and templates of users, plans and answers of silos, and lines of anybody.</summary>
internal static class LogQLTargets
{
    private static readonly string[] _queries =
    [
        "{a=\"b\", c!~\"d.*\"} |= \"x\" or `y` !~ \"z+\" | json | level=\"error\" and status >= 500", "sum by (a) (rate({a=\"b\"} | logfmt --strict | unwrap duration(took) | __error__=\"\" [5m] offset 1h)) > bool 2",
        "{a=\"b\"} | pattern \"<ip> - <_> <path>\" | regexp `(?P<n>\\d+)` | line_format \"{{.ip | ToUpper}}\" | label_format x=y, z=`{{.n}}` | drop a, c=~\"d\" | keep z | decolorize",
        "topk(3, label_replace(quantile_over_time(0.9, {a=\"b\"} | unwrap v [1m]) without (c), \"d\", \"$1\", \"e\", \"(.*)\")) / on (a) group_left (b) vector(1)",
        "{a=\"b\"} |> \"<_>x<_>\" |= ip(\"10.0.0.0/8\") | json f=\"a.b[0]\", g=\"h\" | unpack | distinct f",
    ];

    private static readonly string[] _lines =
    [
        "{\"a\":{\"b\":[1,{\"c\":\"\\u00e9\\n\"}],\"d\":null},\"_entry\":\"x\",\"e\":-1.5e3,\"f\":true}", "a=1 b=\"x \\\"y\\\"\" c= =d e", "1.2.3.4 - GET /x \u001B[31mred\u001B[0m 2001:db8::1", "{\"a\":\"\\ud83d\\ude00\",\"a\":2} rest",
    ];

    private static readonly string[] _templates =
    [
        "{{if eq .a \"b\"}}x{{else if gt (len .c) 1}}y{{end}}", "{{range $i, $v := fromJson .a}}{{$i}}{{break}}{{else}}{{continue}}{{end}}", "{{with $x := .a | printf \"%-10.3v|%[1]q\"}}{{$x}}{{end}}",
        "{{define \"t\"}}{{.}}{{end}}{{template \"t\" .a}}{{- /* c */ -}} {{`raw`}} {{'c'}} {{1.5e3}} {{0x1F}} {{and true .b | not}}",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } = [Queries(), Templates(), Plans(), Answers(), Lines()];

    private static FuzzTarget Queries() => new(
        "LogQL",
        [.. _queries.Select(Encoding.UTF8.GetBytes)],
        static bytes => LogQLParser.Parse(LogQLPrinter.PrintExactly(LogQLParser.Parse(Encoding.UTF8.GetString(bytes))), requireSelector: false),
        static failure => failure is LogQLSyntaxException);

    private static FuzzTarget Templates() => new(
        "template",
        [.. _templates.Select(Encoding.UTF8.GetBytes)],
        static bytes => _ = new LineTemplate("line", Encoding.UTF8.GetString(bytes)),
        static failure => failure is TemplateSyntaxException);

    private static FuzzTarget Plans() => new("LogQL plan", Record().Plans, static bytes => PlanCodec.Decode(bytes), static failure => failure is WireFormatException);

    private static FuzzTarget Answers() => new("LogQL answer", Record().Answers, static bytes => LinesAnswer.Read(bytes, []), static failure => failure is WireFormatException);

    // Nothing in a line is an error.
    private static FuzzTarget Lines()
    {
        string[] stages = ["json", "logfmt --strict", "unpack", "json x=\"a.b[1].c\", y=\"f\"", "pattern \"<ip> - <_> <path>\"", "regexp `(?P<n>\\d+) .`", "decolorize", "line_format `{{.a}}{{fromJson __line__}}`", "ip=ip(\"1.2.3.0/24\")"];
        return new FuzzTarget("log line", [.. _lines.Select(Encoding.UTF8.GetBytes)], bytes =>
        {
            var logs = new InMemoryLogs(1);
            logs.Append(LabelSet.Of([("s", "t")]), InMemoryLogRow.Of(1, bytes));
            foreach (string stage in stages)
            {
                Ask($"{{s=\"t\"}} | {stage}", logs);
            }
        }, static _ => false);
    }

    private static (byte[][] Plans, byte[][] Answers) Record()
    {
        var logs = new InMemoryLogs(1);
        for (int i = 0; i < _lines.Length; i++)
        {
            logs.Append(LabelSet.Of([("a", "b")]), InMemoryLogRow.Of(i, _lines[i], ("m", "n")));
        }

        var recorder = new Recorder(logs);
        foreach (string query in _queries)
        {
            Ask(query, recorder);
        }

        return ([.. recorder.Plans], [.. recorder.Answers.Where(static answer => answer.Length > 0)]);
    }

    private static void Ask(string query, ILogsShards logs) =>
        new LogQLEngine(new LogQLEngineOptions()).ExecuteAsync(new LogQLRequest(query, 0, 3_600_000_000_000, 60_000_000_000), logs, default).GetAwaiter().GetResult();

    private sealed class Recorder(InMemoryLogs logs) : ILogsShards
    {
        public List<byte[]> Plans { get; } = [];

        public List<byte[]> Answers { get; } = [];

        public int Count => 1;

        public async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(int shard, ReadOnlyMemory<byte> plan, CancellationToken cancellationToken)
        {
            Plans.Add(plan.ToArray());
            ReadOnlyMemory<byte> answer = await logs.ExecuteAsync(shard, plan, cancellationToken);
            Answers.Add(answer.ToArray());
            return answer;
        }
    }
}
