using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Orleans.Obs.Protocols.Loki;
using Orleans.Obs.Query.Common.Matching;
using Orleans.Obs.Query.Common.Text;
using Orleans.Obs.Query.LogQL.Evaluation;
using Orleans.Obs.Query.LogQL.Syntax;

namespace Orleans.Obs.Api.Loki;

/// <summary>One call of the HTTP API: whose it is, and its parameters from form and address together, the form's first. Times are nanoseconds.</summary>
internal sealed class LokiRequest(HttpContext context, ImmutableArray<string> tenants, IFormCollection? form, DateTimeOffset now)
{
    private const int DefaultLimit = 100;
    private const long Second = 1_000_000_000;
    private const long DefaultSince = 3600 * Second;
    private const long MaxPoints = 11_000;
    private const int DefaultPoints = 250;

    public HttpContext Context { get; } = context;

    /// <summary>The tenants that are asked, one or several.</summary>
    public ImmutableArray<string> Tenants { get; } = tenants;

    /// <summary>The tenant, where only one can be meant.</summary>
    public string Tenant => Tenants is [var only] ? only : throw LokiException.BadRequest("multiple org IDs present");

    /// <summary>The present.</summary>
    public long Now { get; } = (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;

    /// <summary>Whether the client asks for structured metadata and parsed labels apart from the stream's own.</summary>
    public bool WantsCategories =>
        Context.Request.Headers["X-Loki-Response-Encoding-Flags"].Any(static flags => flags?.Split(',').Any(static flag => flag.Trim() == LokiAnswer.CategorizeLabels) == true);

    /// <summary>Whether the client wants to search without naming streams, which Loki does not know.</summary>
    public bool WantsAllStreams => Get("all_streams") is "true" or "1";

    /// <summary>The first value of a parameter; empty when it is absent.</summary>
    public string Get(string name)
    {
        StringValues values = form is not null && form.TryGetValue(name, out StringValues posted) && posted.Count > 0 ? posted : Context.Request.Query[name];
        return values.Count > 0 ? values[0] ?? "" : "";
    }

    /// <summary>All values of a parameter.</summary>
    public IReadOnlyList<string> GetAll(string name) =>
        [.. form is not null && form.TryGetValue(name, out StringValues values) ? values.OfType<string>() : [], .. Context.Request.Query[name].OfType<string>()];

    /// <summary>The query, which must be there.</summary>
    public string Query => Get("query");

    /// <summary>The time range: an hour up to the present where the request does not say.</summary>
    public (long Start, long End) Range()
    {
        long since = DefaultSince;
        string text = Get("since");
        if (text.Length > 0 && !LokiTime.TryParseDuration(text, out since, out string error))
        {
            throw LokiException.BadRequest($"could not parse 'since' parameter: {error}");
        }

        long end = Time("end", Now);
        return (Time("start", Math.Min(end, Now) - since), end);
    }

    /// <summary>The time range of a query, which must not end before it begins.</summary>
    public (long Start, long End) QueryRange()
    {
        (long start, long end) = Range();
        return end >= start ? (start, end) : throw LokiException.BadRequest("end timestamp must not be before or equal to start time");
    }

    /// <summary>A time.</summary>
    public long Time(string name, long absent)
    {
        string text = Get(name);
        return text.Length == 0 ? absent
            : LokiTime.TryParse(text, out long time, out string error) ? time
            : throw LokiException.BadRequest($"could not parse '{name}' parameter: {error}");
    }

    /// <summary>The most that is asked for.</summary>
    public int Limit(string name = "limit", int absent = DefaultLimit)
    {
        string text = Get(name);
        if (text.Length == 0)
        {
            return absent;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int limit))
        {
            throw LokiException.BadRequest($"strconv.Atoi: parsing {GoLiteral.Quote(text)}: invalid syntax");
        }

        return limit > 0 ? limit : throw LokiException.BadRequest("limit must be a positive value");
    }

    /// <summary>Which lines come first.</summary>
    public LogDirection Direction()
    {
        string text = Get("direction");
        return text.ToUpperInvariant() switch
        {
            "" or "BACKWARD" => LogDirection.Backward,
            "FORWARD" => LogDirection.Forward,
            _ => throw LokiException.BadRequest($"invalid direction '{text}'"),
        };
    }

    /// <summary>The distance of the steps of a range query: what is asked for, or what makes 250 of them.</summary>
    public long Step(long start, long end)
    {
        string text = Get("step");
        long step = (long)Math.Max(Math.Floor((end - (double)start) / Second / DefaultPoints), 1) * Second;
        if (text.Length > 0 && !LokiTime.TryParseDuration(text, out step, out string error))
        {
            throw LokiException.BadRequest(error);
        }

        if (step <= 0)
        {
            throw LokiException.BadRequest("zero or negative query resolution step widths are not accepted. Try a positive integer");
        }

        return ((Int128)end - start) / step <= MaxPoints
            ? step
            : throw LokiException.BadRequest("exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step parameter");
    }

    /// <summary>The least distance of returned lines.</summary>
    public long Interval()
    {
        string text = Get("interval");
        long interval = 0;
        if (text.Length > 0 && !LokiTime.TryParseDuration(text, out interval, out string error))
        {
            throw LokiException.BadRequest(error);
        }

        return interval >= 0 ? interval : throw LokiException.BadRequest("interval must be >= 0");
    }

    /// <summary>The matchers of a selector; none when the text is empty or selects everything.</summary>
    public static ImmutableArray<LabelMatcher> Selector(string text) => text.Length == 0 ? [] : LogQLParser.ParseSelector(text);
}
