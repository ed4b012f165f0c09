using Microsoft.Extensions.Options;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Says to the door what the configuration says.</summary>
internal sealed class AccessSettings(IOptions<AuthOptions> auth) : IConfigureOptions<AccessOptions>
{
    public void Configure(AccessOptions options)
    {
        options.Enabled = auth.Value.Enabled;
        options.OperatorKey = auth.Value.OperatorKey;
        options.MonitorKey = auth.Value.MonitorKey;
        options.RememberFor = auth.Value.RememberFor.TimeSpan;
    }
}
