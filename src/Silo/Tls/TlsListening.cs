using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Tls;

/// <summary>Encrypts every port that listens for clients, whoever opens it.</summary>
internal static class TlsListening
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    public static void UseTls(this KestrelServerOptions kestrel, TlsOptions options)
    {
        var identities = new TlsIdentities(
            options,
            kestrel.ApplicationServices.GetRequiredService<TimeProvider>(),
            kestrel.ApplicationServices.GetRequiredService<IMeterFactory>(),
            kestrel.ApplicationServices.GetRequiredService<ILogger<TlsIdentities>>());
        kestrel.ConfigureEndpointDefaults(listen => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(identities.Current.ToHandshake()),
        }));
    }
}
