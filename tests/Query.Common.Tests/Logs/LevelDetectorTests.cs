using System.Text;
using CsCheck;
using Orleans.Obs.Query.Common.Logs;

namespace Orleans.Obs.Query.Common.Tests.Logs;

public sealed class LevelDetectorTests
{
    [Theory]
    // Words.
    [InlineData("", "unknown")]
    [InlineData("ERROR something broke", "error")]
    [InlineData("this is a warning sign", "warn")]
    [InlineData("Fatal: giving up", "fatal")]
    [InlineData("errors are plural", "unknown")]
    [InlineData("information desk", "unknown")]
    [InlineData("an err in the log", "error")]
    [InlineData("[DEBUG] x", "debug")]
    [InlineData("(critical)", "critical")]
    [InlineData("info and then a trace", "trace")]
    [InlineData("warn and error", "error")]
    [InlineData("is_error now", "unknown")]
    [InlineData("error_code now", "unknown")]
    [InlineData("error2 now", "unknown")]
    [InlineData("errors hide the word error", "unknown")]
    [InlineData("errors hide the word error but not warn", "warn")]
    [InlineData("xerror error", "unknown")]
    [InlineData("\u00e9rror err", "error")]
    [InlineData("\u2026error\u2026", "unknown")]
    [InlineData("\u2026error.", "error")]
    // Pairs.
    [InlineData("level=info msg=error", "info")]
    [InlineData("msg=error level=info", "info")]
    [InlineData("lvl=dbg msg=short", "debug")]
    [InlineData("level=TRACE msg=upper", "trace")]
    [InlineData("LEVEL=wrn", "warn")]
    [InlineData("LeVeL=Information", "info")]
    [InlineData("lvl=debug level=error", "error")]
    [InlineData("severity=error lvl=debug", "error")]
    [InlineData("level=\"error\" a=b", "error")]
    [InlineData("a=\"level=error\" level=warn", "warn")]
    [InlineData("level=notice msg=unknownword", "unknown")]
    [InlineData("level=notice msg=error", "error")]
    [InlineData("a=b\"c level=error", "error")]
    [InlineData("x \"y\" level=info error", "error")]
    [InlineData("a=b=c level=info fatal", "fatal")]
    [InlineData("=x level=debug", "debug")]
    [InlineData("level= error", "error")]
    [InlineData("level=", "unknown")]
    [InlineData("msg=\"never closed level=info", "info")]
    [InlineData("GET /path?id=3 HTTP/1.1", "unknown")]
    // JSON.
    [InlineData("{\"level\":\"INF\",\"msg\":\"alias\"}", "info")]
    [InlineData("{\"severity\":\"CRITICAL\",\"msg\":\"json severity\"}", "critical")]
    [InlineData("{\"nested\":{\"level\":\"warn\"},\"msg\":\"nested level\"}", "warn")]
    [InlineData("{\"a\":{\"b\":{\"level\":\"warn\"}},\"msg\":\"too deep\"}", "warn")]
    [InlineData("{\"a\":{\"b\":{\"level\":\"wrn\"}},\"msg\":\"too deep\"}", "unknown")]
    [InlineData("{\"a\":[{\"level\":\"wrn\"}],\"msg\":\"in an array\"}", "unknown")]
    [InlineData("{\"a\":[1,\"level\",{}],\"lvl\":\"dbg\"}", "debug")]
    [InlineData("{\"level\":30,\"lvl\":\"dbg\"}", "debug")]
    [InlineData("{\"Level\":\"Error\"}", "error")]
    [InlineData("{\"lEVEL\":\"wrn\"}", "unknown")]
    [InlineData("  {\"log.level\" : \"trc\"}  \n", "trace")]
    [InlineData("{\"msg\":\"level\\\":\\\"error\",\"lvl\":\"inf\"}", "info")]
    [InlineData("{\"msg\":\"x\",\"level\":\"strange\",\"k\":\"info\"}", "info")]
    [InlineData("{\"unclosed}", "unknown")]
    public void The_level_of_a_line_is_what_Loki_would_say(string line, string level) => Assert.Equal(level, Detect(line));

    [Theory]
    [InlineData(0, "unknown")]
    [InlineData(1, "trace")]
    [InlineData(4, "trace")]
    [InlineData(5, "debug")]
    [InlineData(9, "info")]
    [InlineData(16, "warn")]
    [InlineData(17, "error")]
    [InlineData(24, "fatal")]
    [InlineData(25, "unknown")]
    [InlineData(-1, "unknown")]
    public void Severity_numbers_have_levels(long number, string level) => Assert.Equal(level, Encoding.UTF8.GetString(LevelNames.OfSeverityNumber(number)));

    [Fact]
    public void Any_bytes_have_a_level() => Gen.Byte.Array[0, 300].Sample(line => LevelDetector.Detect(line).Length > 0);

    [Fact]
    public void Words_are_found_as_by_looking_for_each_in_turn()
    {
        Gen<string> piece = Gen.OneOfConst("error", "ERR", "warn", "warning", "info", "trace", "fatal", "critical", "debug", " ", ".", "_", "x", "1", "\u00e9", "-", "s");
        piece.Array[0, 12].Sample(pieces =>
        {
            string line = string.Concat(pieces);
            return Detect(line) == InTurn(line);
        }, iter: 20_000);
    }

    private static string InTurn(string text)
    {
        string line = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)).ToLowerInvariant();
        foreach ((string word, string level) in ((string, string)[])
            [
                ("trace", "trace"), ("debug", "debug"), ("fatal", "fatal"), ("critical", "critical"), ("error", "error"), ("err", "error"), ("warning", "warn"), ("warn", "warn"),
                ("info", "info"),
            ])
        {
            int at = line.IndexOf(word, StringComparison.Ordinal);
            if (at >= 0 && IsBoundary(at - 1) && IsBoundary(at + word.Length))
            {
                return level;
            }
        }

        return "unknown";

        bool IsBoundary(int at) => at < 0 || at >= line.Length || !(char.IsLetterOrDigit(line[at]) || line[at] == '_');
    }

    private static string Detect(string line) => Encoding.UTF8.GetString(LevelDetector.Detect(Encoding.UTF8.GetBytes(line)));
}
