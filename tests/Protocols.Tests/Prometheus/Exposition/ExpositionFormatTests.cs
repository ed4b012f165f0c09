using CsCheck;
using Orleans.Obs.Protocols.Prometheus.Exposition;
using Orleans.Obs.Query.Common.Labels;

namespace Orleans.Obs.Protocols.Tests.Prometheus.Exposition;

public sealed class ExpositionFormatTests
{
    private const string Protobuf = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    [Theory]
    [InlineData("", false, NameEscaping.Underscores)]
    [InlineData("*/*", false, NameEscaping.Underscores)]
    [InlineData("text/html", false, NameEscaping.Underscores)]
    [InlineData("application/openmetrics-text;version=1.0.0", false, NameEscaping.Underscores)]
    [InlineData("text/plain;version=1.0.0;escaping=allow-utf-8", false, NameEscaping.AllowUtf8)]
    [InlineData("text/plain; version=0.0.4; escaping=dots", false, NameEscaping.Dots)]
    [InlineData("text/plain;escaping=values", false, NameEscaping.Values)]
    [InlineData("text/plain;version=2.0;escaping=values", false, NameEscaping.Underscores)]
    [InlineData(Protobuf, true, NameEscaping.Underscores)]
    [InlineData(Protobuf + ";escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1", true, NameEscaping.AllowUtf8)]
    [InlineData(Protobuf + ";q=0.1,text/plain;version=0.0.4;q=0.5", false, NameEscaping.Underscores)]
    [InlineData(Protobuf + ";q=0", false, NameEscaping.Underscores)]
    [InlineData("application/vnd.google.protobuf", false, NameEscaping.Underscores)]
    public void The_most_wanted_format_that_there_is_wins(string accept, bool protobuf, NameEscaping escaping) =>
        Assert.Equal(new ExpositionFormat(protobuf, escaping), ExpositionFormat.Negotiate(accept));

    [Fact]
    public void Any_header_is_negotiated() => Gen.String[Gen.OneOfConst([.. "text/plain;q=0.1,version=\" é*"]), 0, 40].Sample(accept =>
    {
        ExpositionFormat.Negotiate(accept);
    });

    [Theory]
    [InlineData("up", "up", "up", "up")]
    [InlineData("a__b", "a__b", "a__b", "a__b")]
    [InlineData("fed.dots", "fed_dots", "fed_dot_dots", "U__fed_2e_dots")]
    [InlineData("fed 1utf\U0001F642", "fed_1utf_", "fed__1utf__", "U__fed_20_1utf_1f642_")]
    [InlineData("1fed", "_fed", "__fed", "U___31_fed")]
    [InlineData("a_b.c", "a_b_c", "a__b_dot_c", "U__a__b_2e_c")]
    public void Names_are_escaped_as_the_reader_wants(string name, string underscores, string dots, string values)
    {
        Assert.Equal(underscores, ExpositionName.Escape(name, colons: true, NameEscaping.Underscores));
        Assert.Equal(dots, ExpositionName.Escape(name, colons: true, NameEscaping.Dots));
        Assert.Equal(values, ExpositionName.Escape(name, colons: true, NameEscaping.Values));
        Assert.Equal(name, ExpositionName.Escape(name, colons: true, NameEscaping.AllowUtf8));
    }

    [Fact]
    public void Names_escaped_as_values_can_be_read_back() => Gen.String[Gen.OneOf(Gen.Char['a', 'z'], Gen.OneOfConst('_', '.', ':', '0', ' ', 'é', '€')), 1, 12].Where(name => !name.StartsWith("U__", StringComparison.Ordinal))
        .Sample(name => EscapedLabelName.Unescape(ExpositionName.Escape(name, colons: false, NameEscaping.Values)) == name);
}
