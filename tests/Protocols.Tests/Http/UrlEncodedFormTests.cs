using System.Text;
using CsCheck;
using Orleans.Obs.Protocols.Http;

namespace Orleans.Obs.Protocols.Tests.Http;

public sealed class UrlEncodedFormTests
{
    private static readonly Gen<string> AnyText = Gen.String[Gen.Frequency((4, Gen.Char['a', 'z']), (2, Gen.OneOfConst('&', ';', '=', '+', '%', ' ', 'é', '{', '"')), (1, Gen.Char['\u0100', '\uD7FF'])), 0, 20];

    [Fact]
    public void What_was_escaped_comes_back() => Gen.Select(AnyText, AnyText).Array[0, 8].Sample(pairs =>
    {
        string text = string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Item1)}={Uri.EscapeDataString(pair.Item2)}"));
        UrlEncodedForm form = Parse(text);
        return form.Fault is null && pairs.All(pair => form.All(pair.Item1).SequenceEqual(pairs.Where(other => other.Item1 == pair.Item1).Select(other => other.Item2)));
    });

    [Fact]
    public void Any_bytes_are_read_without_an_exception() => Gen.Byte.Array[0, 60].Sample(bytes =>
    {
        UrlEncodedForm.Parse(bytes);
    }, iter: 50_000);

    [Theory]
    [InlineData("a=1&a=2&b", new[] { "1", "2" })]
    [InlineData("a=x+y%20z", new[] { "x y z" })]
    [InlineData("a=b=c", new[] { "b=c" })]
    [InlineData("&&a=1&", new[] { "1" })]
    [InlineData("%61=1", new[] { "1" })]
    [InlineData("A=1", new string[0])]
    public void Values_are_found_by_name(string text, string[] values) => Assert.Equal(values, Parse(text).All("a"));

    [Theory]
    [InlineData("a=%zz&b=1", "invalid URL escape \"%zz\"")]
    [InlineData("a=%4&b=1", "invalid URL escape \"%4\"")]
    [InlineData("%&b=1", "invalid URL escape \"%\"")]
    [InlineData("a=1;c=2&b=1", "invalid semicolon separator in query")]
    public void A_broken_pair_is_left_out_and_told(string text, string fault)
    {
        UrlEncodedForm form = Parse(text);
        Assert.Empty(form.All("a"));
        Assert.Equal(["1"], form.All("b"));
        Assert.Equal(fault, form.Fault);
    }

    [Fact]
    public void Bytes_that_are_no_text_stay_apart() => Assert.NotEqual(Parse("a=%ff").All("a"), Parse("a=%fe").All("a"));

    private static UrlEncodedForm Parse(string text) => UrlEncodedForm.Parse(Encoding.UTF8.GetBytes(text));
}
