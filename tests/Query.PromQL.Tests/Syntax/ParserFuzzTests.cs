using CsCheck;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.PromQL.Tests.Syntax;

public sealed class ParserFuzzTests
{
    private static readonly string[] _pieces =
    [
        "(", ")", "{", "}", "[", "]", ",", ":", "=", "==", "=~", "!", "!~", "@", "+", "-", "*", "/", "%", "^", "<", ">/", "</", "#", "\"", "'", "`", "\\", "\n", " ", "5m", "1e", "0x",
        ".", "_", "offset", "by", "without", "on", "ignoring", "group_left", "bool", "fill", "fill_left", "anchored", "smoothed", "start", "end", "step", "range", "max_of", "sum", "topk",
        "rate", "abs", "time", "up", "a:b", "Inf", "nan", "and", "or", "unless", "atan2", "é", "😀", "\uD800", "\0",
    ];

    private static readonly Gen<string> _fromPieces = Gen.OneOfConst(_pieces).Array[0, 30].Select(p => string.Join(" ", p).Replace("  ", "", StringComparison.Ordinal));

    private static readonly Gen<string> _mutated = Gen.Select(new ExprGenerator().Any, Gen.Int[0, 1000], Gen.Int[0, 20], Gen.OneOfConst(_pieces), (expr, at, removed, piece) =>
    {
        string text = PromQLPrinter.Print(expr);
        int start = at % (text.Length + 1);
        return text[..start] + piece + text[Math.Min(start + removed, text.Length)..];
    });

    [Fact]
    public void Any_text_either_parses_or_is_a_syntax_error() => Gen.Frequency((1, Gen.String), (3, _fromPieces), (3, _mutated)).Sample(
        text =>
        {
            foreach (PromQLFeatures features in (PromQLFeatures[])[PromQLFeatures.None, PromQLFeatures.All])
            {
                try
                {
                    PromQLPrinter.Print(PromQLParser.Parse(text, features));
                }
                catch (PromQLSyntaxException)
                {
                    // The only way to fail.
                }
            }
        },
        iter: 4_000);

    [Fact]
    public void Any_text_either_is_a_selector_or_a_syntax_error() => Gen.Frequency((1, Gen.String), (3, _fromPieces)).Sample(
        text =>
        {
            try
            {
                PromQLParser.ParseSelector(text);
            }
            catch (PromQLSyntaxException)
            {
                // The only way to fail.
            }
        },
        iter: 4_000);
}
