using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Time;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Api.Prometheus;

/// <summary>One call of the HTTP API: whose it is, and its parameters from form and address together, the form's first.</summary>
internal sealed class PrometheusRequest(HttpContext context, string tenant, IFormCollection? form)
{
    public HttpContext Context { get; } = context;

    public string Tenant { get; } = tenant;

    /// <summary>The first value of a parameter; empty when it is absent.</summary>
    public string Get(string name)
    {
        StringValues values = form is not null && form.TryGetValue(name, out StringValues posted) && posted.Count > 0 ? posted : Context.Request.Query[name];
        return values.Count > 0 ? values[0] ?? "" : "";
    }

    /// <summary>All values of a parameter, under its name with and without brackets.</summary>
    public IReadOnlyList<string> GetAll(string name) =>
        [.. Values(form, name), .. Context.Request.Query[name].OfType<string>()];

    /// <summary>A time that must be there.</summary>
    public long RequiredTime(string name) => ApiTime.TryParse(Get(name), out long time)
        ? time
        : throw PrometheusException.BadParameter(name, $"cannot parse {Quote(Get(name))} to a valid timestamp");

    /// <summary>A time that has a default.</summary>
    public long Time(string name, long absent)
    {
        string text = Get(name);
        return text.Length == 0 ? absent
            : ApiTime.TryParse(text, out long time) ? time
            : throw PrometheusException.BadParameter(name, $"invalid time value for '{name}': cannot parse {Quote(text)} to a valid timestamp");
    }

    /// <summary>A duration in milliseconds.</summary>
    public long Duration(string name) => ApiTime.TryParseDuration(Get(name), out long duration, out string error)
        ? duration
        : throw PrometheusException.BadParameter(name, error);

    /// <summary>The parameter <c>limit</c>; 0 means none.</summary>
    public int Limit()
    {
        string text = Get("limit");
        if (text.Length == 0)
        {
            return 0;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long limit))
        {
            string fault = text.AsSpan().TrimStart("+-").ContainsAnyExceptInRange('0', '9') ? "invalid syntax" : "value out of range";
            throw PrometheusException.BadParameter("limit", $"strconv.Atoi: parsing {Quote(text)}: {fault}");
        }

        return limit >= 0 ? (int)Math.Min(limit, int.MaxValue) : throw PrometheusException.BadParameter("limit", "limit must be non-negative");
    }

    /// <summary>The selectors of <c>match[]</c>, each of which must ask for something that not every series has.</summary>
    /// <param name="parameterInErrors">The name to put into error texts, or null for none: endpoints differ.</param>
    public ImmutableArray<ImmutableArray<LabelMatcher>> Selectors(string? parameterInErrors)
    {
        var selectors = ImmutableArray.CreateBuilder<ImmutableArray<LabelMatcher>>();
        foreach (string text in GetAll("match[]"))
        {
            try
            {
                ImmutableArray<LabelMatcher> selector = PromQLParser.ParseSelector(text);
                if (selector.All(matcher => MatcherCompiler.Compile(matcher).MatchesEmpty))
                {
                    throw Fault("match[] must contain at least one non-empty matcher");
                }

                selectors.Add(selector);
            }
            catch (PromQLSyntaxException exception)
            {
                throw Fault(exception.Message);
            }
        }

        return selectors.ToImmutable();

        PrometheusException Fault(string message) =>
            parameterInErrors is null ? PrometheusException.BadData(message) : PrometheusException.BadParameter(parameterInErrors, message);
    }

    private static IEnumerable<string> Values(IFormCollection? form, string name) =>
        form is not null && form.TryGetValue(name, out StringValues values) ? values.OfType<string>() : [];

    private static string Quote(string text) => Query.Common.Text.GoLiteral.Quote(text);
}
