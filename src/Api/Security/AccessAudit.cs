using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Requests;

namespace Orleans.Obs.Api.Security;

/// <summary>Leaves lines in the log about keys and about who did not get in; of the latter a few a second, so that nobody fills the disk with them. Keys themselves are never written.</summary>
internal sealed partial class AccessAudit(TimeProvider time, ILogger<AccessAudit> logger)
{
    private const double Rate = 1, Burst = 20;

    private readonly TokenBucket _lines = new(time, Burst);

    public void Refused(HttpContext context, Caller? caller, Refusal refusal)
    {
        if (_lines.TryTake(1, Rate, Burst, out _))
        {
            LogRefused(caller?.Name ?? "a caller", context.Connection.RemoteIpAddress?.ToString() ?? "an unknown address", context.Request.Method, context.Request.Path, refusal.Reason);
        }
    }

    [LoggerMessage(2311, LogLevel.Warning, "Refused {Caller} at {Address}: {Method} {Path} ({Reason})")]
    private partial void LogRefused(string caller, string address, string method, string path, string reason);

    [LoggerMessage(2312, LogLevel.Information, "{Caller} at {Address} created key {Tenant}/{Id} ({Name}), scopes {Scopes}, tenants {Tenants}")]
    public partial void Created(string caller, string address, string tenant, string id, string name, string scopes, string tenants);

    [LoggerMessage(2313, LogLevel.Information, "{Caller} at {Address} rotated key {Tenant}/{Id}")]
    public partial void Rotated(string caller, string address, string tenant, string id);

    [LoggerMessage(2314, LogLevel.Information, "{Caller} at {Address} revoked key {Tenant}/{Id}")]
    public partial void Revoked(string caller, string address, string tenant, string id);
}
