using System.Text;
using CsCheck;
using Orleans.Obs.Query.Common.Text;

namespace Orleans.Obs.Query.Common.Tests.Text;

public sealed class GoLiteralTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\a\b\f\n\r\t\v\0\u007F", "\"\\a\\b\\f\\n\\r\\t\\v\\x00\\x7f\"")]
    [InlineData("é 日本 😀", "\"é 日本 😀\"")]
    [InlineData("\u00A0\u200B\u2028\uE000", "\"\\u00a0\\u200b\\u2028\\ue000\"")]
    [InlineData("\U000E0001", "\"\\U000e0001\"")]
    public void Texts_are_quoted(string text, string quoted)
    {
        Assert.Equal(quoted, GoLiteral.Quote(text));
        Assert.Equal(text, GoLiteral.Unquote(Encoding.UTF8.GetBytes(quoted)));
    }

    [Theory]
    [InlineData("'it\\'s \"x\"'", "it's \"x\"")]
    [InlineData("`a\\n\r\n`", "a\\n\n")]
    [InlineData("\"\\x41\\101\\u00e9\\U0001F600\"", "AAé😀")]
    [InlineData("\"\\xc3\\xa9\"", "é")]
    [InlineData("\"\\x00\"", "\0")]
    public void Literals_are_read(string literal, string text) => Assert.Equal(text, GoLiteral.Unquote(Encoding.UTF8.GetBytes(literal)));

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    [InlineData("\"a'")]
    [InlineData("a")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"\\'\"")]
    [InlineData("'\\\"'")]
    [InlineData("\"\\q\"")]
    [InlineData("\"\\x4\"")]
    [InlineData("\"\\400\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"\\")]
    [InlineData("`a`b`")]
    public void Malformed_literals_are_none(string literal) => Assert.Null(GoLiteral.Unquote(Encoding.UTF8.GetBytes(literal)));

    [Theory]
    [InlineData('x', "'x'", "U+0078 'x'")]
    [InlineData('\'', "'\\''", "U+0027 '''")]
    [InlineData('"', "'\"'", "U+0022 '\"'")]
    [InlineData('\n', "'\\n'", "U+000A")]
    [InlineData(0x1F600, "'😀'", "U+1F600 '😀'")]
    public void Characters_are_described(int rune, string quoted, string description)
    {
        Assert.Equal(quoted, GoLiteral.QuoteRune(rune));
        Assert.Equal(description, GoLiteral.DescribeRune(rune));
    }

    [Fact]
    public void A_byte_that_is_no_UTF8_has_a_place_in_a_text()
    {
        Assert.Equal("\"a\\xc5z\"", GoLiteral.Quote("a\uDCC5z"));
        Assert.Equal("a\uDCC5z", GoLiteral.Unquote("\"a\\xc5z\""u8));
        Assert.True(GoLiteral.HasRawBytes("a\uDCC5z"));
        Assert.Equal("a\uFFFDz", GoLiteral.ToUnicode("a\uDCC5z"));
    }

    [Fact]
    public void Any_bytes_survive_as_text_and_in_a_literal() => Gen.Byte.Array.Sample(bytes =>
    {
        string text = GoLiteral.Decode(bytes);
        Assert.Equal(bytes, GoLiteral.Encode(text));
        Assert.Equal(text, GoLiteral.Unquote(Encoding.UTF8.GetBytes(GoLiteral.Quote(text))));
        Assert.False(GoLiteral.HasRawBytes(GoLiteral.ToUnicode(text)));
    });
}
