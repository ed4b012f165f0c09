using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Orleans.Obs.Query.PromQL.Syntax;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Query.PromQL.Tests.Syntax;

public sealed class ExprRoundTripTests
{
    private static readonly Gen<Expr> _any = new ExprGenerator().Any;

    [Fact]
    public void Parsing_a_printed_expression_gives_the_same_expression() =>
        _any.Sample(expr => Tree(PromQLParser.Parse(PromQLPrinter.Print(expr), PromQLFeatures.All)) == Tree(expr), iter: 2_000, print: PromQLPrinter.Print);

    [Fact]
    public void Parsing_a_formatted_expression_gives_the_same_expression() => Gen.Select(_any, Gen.Int[5, 120]).Sample(
        (expr, width) => Tree(PromQLParser.Parse(PromQLFormatter.Format(expr, width), PromQLFeatures.All)) == Tree(expr),
        iter: 1_000,
        print: p => PromQLFormatter.Format(p.Item1, p.Item2));

    [Fact]
    public void Every_expression_covers_its_text() => _any.Sample(
        expr =>
        {
            string text = PromQLPrinter.Print(expr);
            return PromQLParser.Parse($"  {text}\n", PromQLFeatures.All).Source == new SourceRange(2, 2 + Encoding.UTF8.GetByteCount(text));
        },
        iter: 1_000,
        print: PromQLPrinter.Print);

    // The JSON holds everything but positions; matchers are printed in order of their text.
    private static string Tree(Expr expr)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            PromQLJsonWriter.Write(json, expr);
        }

        JsonNode root = JsonNode.Parse(stream.ToArray())!;
        Sort(root);
        return root.ToJsonString();
    }

    private static void Sort(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach ((string name, JsonNode? value) in fields.ToArray())
                {
                    Sort(value);
                    if (name == "matchers")
                    {
                        fields[name] = new JsonArray([.. value!.AsArray().Select(m => m!.DeepClone()).OrderBy(m => m.ToJsonString(), StringComparer.Ordinal)]);
                    }
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Sort(item);
                }

                break;
        }
    }
}
