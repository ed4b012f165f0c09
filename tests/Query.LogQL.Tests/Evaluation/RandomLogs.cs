using System.Globalization;
using System.Text;
using CsCheck;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.LogQL.Tests.Evaluation;

/// <summary>Rows of every oddity: JSON whole and cut off, logfmt with and without faults, colours, bytes that are no text, empty lines, labels that hide each other, equal and disordered times.</summary>
internal static class RandomLogs
{
    public const long Second = 1_000_000_000;
    public const long Start = 1_700_000_000 * Second;
    public const long Span = 600 * Second;

    private static readonly string[] _levels = ["info", "error", "warn", "debug", "Info", ""];
    private static readonly string[] _messages = ["order placed", "payment failed", "cache miss", "GET /cart", "naïve café", "x", "", "error: timeout", "10.0.0.5 refused", "status=500"];
    private static readonly string[] _durations = ["20ms", "1.5s", "2m", "0", "15", "later", "1h30m"];
    private static readonly string[] _sizes = ["512B", "2KB", "1.5MiB", "10", "large", "3GB"];
    private static readonly string[] _numbers = ["1", "2.5", "-3", "400", "1e2", "0", "7", "seven", "0x1F"];
    private static readonly string[] _odd = ["9007199254740993", "1e400", "NaN", "+Inf", "00012", "1_000"];

    public static void Fill(InMemoryLogs logs, PCG random, int rows)
    {
        LabelSet[] streams =
        [
            LabelSet.Of([("app", "api"), ("env", "prod")]), LabelSet.Of([("app", "api"), ("env", "dev")]), LabelSet.Of([("app", "web"), ("env", "prod"), ("status", "9")]),
            LabelSet.Of([("app", "db")]), LabelSet.Of([("app", "web"), ("env", "dev"), ("msg", "of the stream")]),
        ];
        long time = Start;
        for (int i = 0; i < rows; i++)
        {
            time = Below(random, 8) switch { 0 => time, 1 => Start + (Below(random, 600) * Second), _ => Start + (i * (Span / rows)) + Below(random, 1000) };
            logs.Append(Pick(random, streams), InMemoryLogRow.Of(time, Line(random), Metadata(random)));
        }
    }

    public static T Pick<T>(PCG random, params T[] choices) => choices[Below(random, choices.Length)];

    private static int Below(PCG random, int number) => (int)(random.Next() % (uint)number);

    private static (string, string)[] Metadata(PCG random) =>
    [
        ("detected_level", Pick(random, _levels)),
        .. Below(random, 3) == 0 ? new[] { ("trace_id", Below(random, 1000).ToString("x8", CultureInfo.InvariantCulture)) } : [],
        .. Below(random, 4) == 0 ? new[] { ("code", Below(random, 600).ToString(CultureInfo.InvariantCulture)) } : [],
        .. Below(random, 9) == 0 ? new[] { ("env", "of metadata") } : [],
        .. Below(random, 9) == 0 ? new[] { ("level", "of metadata") } : [],
    ];

    private static byte[] Line(PCG random)
    {
        switch (Below(random, 12))
        {
            case 0:
                return [];
            case 1:
                return Encoding.UTF8.GetBytes(Pick(random, _messages));
            case 2:
                return Encoding.UTF8.GetBytes($"\u001B[31m{Pick(random, _messages)}\u001B[0m level={Pick(random, _levels)}");
            case 3:
                byte[] noise = new byte[Below(random, 20)];
                for (int i = 0; i < noise.Length; i++)
                {
                    // What begins a colour is told plainly elsewhere.
                    noise[i] = (byte)Below(random, 256) is var any && any is 0x1B or 0x9B ? (byte)'x' : any;
                }

                return [.. "msg="u8, .. noise, .. " level=info"u8];
            case 4:
                return Encoding.UTF8.GetBytes($"{Below(random, 256)}.0.0.{Below(random, 9)} - {Pick(random, "GET", "POST", "get")} /p{Below(random, 4)} {(2 + Below(random, 6 - 2))}00 {Below(random, 5000)}");
            case 5 or 6 or 7:
                return Damaged(random, Encoding.UTF8.GetBytes(Logfmt(random)));
            default:
                return Damaged(random, Encoding.UTF8.GetBytes(Json(random, 0)));
        }
    }

    private static byte[] Damaged(PCG random, byte[] line)
    {
        switch (Below(random, 12))
        {
            case 0:
                return line[..Below(random, line.Length + 1)];
            case 1 when line.Length > 0:
                line[Below(random, line.Length)] = Pick(random, (byte)0xFF, (byte)'"', (byte)' ', (byte)'}', (byte)0xC3);
                return line;
            default:
                return line;
        }
    }

    private static (string Key, string Value, bool IsText) Field(PCG random) => Below(random, 10) switch
    {
        0 => ("level", Pick(random, _levels), true),
        1 => ("status", Pick(random, "200", "404", "500", "502", "5xx"), Below(random, 3) == 0),
        2 => ("msg", Pick(random, _messages), true),
        3 => ("dur", Pick(random, _durations), true),
        4 => ("size", Pick(random, _sizes), true),
        5 => ("num", Pick(random, _numbers), true),
        6 => (Pick(random, "app", "env", "code", "trace_id", "a.b", "9key", "städt", " "), Pick(random, _messages), true),
        7 => ("odd", Pick(random, _odd), true),
        8 => ("ip", Pick(random, "10.0.0.1", "10.0.1.7", "192.168.4.4", "::1", "none"), true),
        _ => ("quote", "say \"hi\" \\ back", true),
    };

    private static string Logfmt(PCG random)
    {
        var line = new StringBuilder();
        int fields = (1 + Below(random, 8 - 1));
        for (int i = 0; i < fields; i++)
        {
            (string key, string value, _) = Field(random);
            bool isBare = value.Length > 0 && !value.AsSpan().ContainsAny(" \"=\\") && Below(random, 3) > 0;
            line.Append(i == 0 ? "" : " ").Append(key.Trim()).Append(Below(random, 12) == 0 ? "" : "=")
                .Append(isBare ? value : '"' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"');
        }

        return line.ToString();
    }

    private static string Json(PCG random, int depth)
    {
        string blank = Below(random, 4) == 0 ? " " : "";
        var line = new StringBuilder("{").Append(blank);
        int fields = (0 + Below(random, 7 - 0));
        for (int i = 0; i < fields; i++)
        {
            (string key, string value, bool isText) = Field(random);
            string text = Pick(random, 0, 1, 2, 3, 4, 5, 6, 7, 8) switch
            {
                0 when depth < 2 => Json(random, depth + 1),
                1 => "null",
                2 => "[1,\"}\",{\"level\":\"deep\"}]",
                3 => Pick(random, "true", "false", "12", "-0.5", "1E3"),
                _ when isText => '"' + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("é", "\\u00e9", StringComparison.Ordinal) + '"',
                _ => value == "5xx" ? "0" : value,
            };
            key = text.StartsWith('{') ? Pick(random, "user", "a.b", "msg") : Below(random, 9) == 0 ? "name" : key;
            line.Append(i == 0 ? "" : ",").Append(blank).Append('"').Append(key).Append("\":").Append(blank).Append(text);
        }

        return line.Append(blank).Append('}').Append(Below(random, 12) == 0 ? " and more" : "").ToString();
    }
}
