using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Orleans.Obs.Protocols.Http;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>One call of the HTTP API: whose it is, and its parameters from form and address together, the form's first.</summary>
internal sealed class PrometheusRequest(HttpContext context, string tenant, UrlEncodedForm form, UrlEncodedForm address)
{
    public HttpContext Context { get; } = context;

    public string Tenant { get; } = tenant;

    /// <summary>The first value of a parameter; empty when it is absent.</summary>
    public string Get(string name) => form.All(name) is [string posted, ..] ? posted : address.All(name) is [string value, ..] ? value : "";

    /// <summary>All values of a parameter.</summary>
    public IReadOnlyList<string> GetAll(string name) => [.. form.All(name), .. address.All(name)];

    /// <summary>Endpoints with repeated parameters refuse what others read past.</summary>
    public void InsistWellFormed()
    {
        if ((form.Fault ?? address.Fault) is { } fault)
        {
            throw PrometheusException.BadData($"error parsing form values: {fault}");
        }
    }

    /// <summary>A time that must be there.</summary>
    public long RequiredTime(string name) => ApiTime.TryParse(Get(name), out long time)
        ? time
        : throw PrometheusException.BadParameter(name, $"cannot parse {GoLiteral.Quote(Get(name))} to a valid timestamp");

    /// <summary>A time that has a default.</summary>
    public long Time(string name, long absent)
    {
        string text = Get(name);
        return text.Length == 0 ? absent
            : ApiTime.TryParse(text, out long time) ? time
            : throw PrometheusException.BadParameter(name, $"invalid time value for '{name}': cannot parse {GoLiteral.Quote(text)} to a valid timestamp");
    }

    /// <summary>A duration in milliseconds.</summary>
    public long Duration(string name) => ApiTime.TryParseDuration(Get(name), out long duration, out string error)
        ? duration
        : throw PrometheusException.BadParameter(name, error);

    /// <summary>A flag as Go spells them; <paramref name="fault"/> puts the parser's complaint into the endpoint's words.</summary>
    public bool Flag(string name, Func<string, string> fault)
    {
        string text = Get(name);
        return text switch
        {
            "" or "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            _ => throw PrometheusException.BadParameter(name, fault($"strconv.ParseBool: parsing {GoLiteral.Quote(text)}: invalid syntax")),
        };
    }

    /// <summary>The parameter <c>limit</c>; 0 means none.</summary>
    public int Limit()
    {
        string text = Get("limit");
        if (text.Length == 0)
        {
            return 0;
        }

        if (!TryInteger(text, out long limit, out string fault))
        {
            throw PrometheusException.BadParameter("limit", $"strconv.Atoi: parsing {GoLiteral.Quote(text)}: {fault}");
        }

        return limit >= 0 ? (int)Math.Min(limit, int.MaxValue) : throw PrometheusException.BadParameter("limit", "limit must be non-negative");
    }

    /// <summary>A whole number that has a default; <paramref name="fault"/> is all that is said when it is none.</summary>
    public int Integer(string name, int absent, string fault)
    {
        string text = Get(name);
        return text.Length == 0 ? absent
            : TryInteger(text, out long number, out _) ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
            : throw PrometheusException.BadData(fault);
    }

    /// <summary>Reads a whole number as Go does; <paramref name="fault"/> is what Go would say.</summary>
    public static bool TryInteger(string text, out long number, out string fault)
    {
        bool valid = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        bool isNumber = text.AsSpan().TrimStart("+-") is { IsEmpty: false } digits && !digits.ContainsAnyExceptInRange('0', '9');
        fault = isNumber ? "value out of range" : "invalid syntax";
        return valid;
    }

    /// <summary>The selectors of <c>match[]</c>, each of which must ask for something that not every series has.</summary>
    /// <param name="parameterInErrors">The name to put into error texts, or null for none: endpoints differ.</param>
    public ImmutableArray<ImmutableArray<LabelMatcher>> Selectors(string? parameterInErrors)
    {
        var selectors = ImmutableArray.CreateBuilder<ImmutableArray<LabelMatcher>>();
        foreach (string text in GetAll("match[]"))
        {
            ImmutableArray<LabelMatcher> selector = Selector(text, parameterInErrors);
            if (selector.All(matcher => MatcherCompiler.Compile(matcher).MatchesEmpty))
            {
                throw Fault("match[] must contain at least one non-empty matcher", parameterInErrors);
            }

            selectors.Add(selector);
        }

        return selectors.ToImmutable();
    }

    /// <summary>One selector, whatever it asks for.</summary>
    public static ImmutableArray<LabelMatcher> Selector(string text, string? parameterInErrors)
    {
        try
        {
            ImmutableArray<LabelMatcher> selector = PromQLParser.ParseSelector(text);
            _ = MatcherCompiler.Compile(selector);
            return selector;
        }
        catch (PromQLSyntaxException exception)
        {
            throw Fault(exception.Message, parameterInErrors);
        }
    }

    private static PrometheusException Fault(string message, string? parameter) =>
        parameter is null ? PrometheusException.BadData(message) : PrometheusException.BadParameter(parameter, message);
}
