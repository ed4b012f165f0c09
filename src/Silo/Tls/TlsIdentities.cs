using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Tls;

/// <summary>
/// Holds the identity that new connections get, and follows its files: a handshake now and then looks whether they changed. No watcher is needed, and files that are
/// replaced one after the other do no harm, since the old identity holds until the new files fit together.
/// </summary>
internal sealed partial class TlsIdentities
{
    private readonly TlsOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<TlsIdentities> _logger;
    private readonly Lock _reloading = new();
    private volatile TlsIdentity _current;
    private TlsFiles _files;
    private long _looked;

    public TlsIdentities(TlsOptions options, TimeProvider clock, IMeterFactory meters, ILogger<TlsIdentities> logger)
    {
        (_options, _clock, _logger, _looked) = (options, clock, logger, clock.GetTimestamp());
        _files = TlsFiles.Read(options);
        _current = _files.Load(options.Password);
        meters.Create("Orleans.Obs").CreateObservableGauge(
            "obs.tls.certificate.expires",
            () => new DateTimeOffset(_current.Certificate.TargetCertificate.NotAfter).ToUnixTimeSeconds(),
            "s",
            "When the certificate that clients are shown ceases to be valid, since the Unix epoch.");
    }

    public TlsIdentity Current
    {
        get
        {
            if (_clock.GetElapsedTime(Interlocked.Read(ref _looked)) >= _options.ReloadEvery.TimeSpan && _reloading.TryEnter())
            {
                try
                {
                    Reload();
                }
                finally
                {
                    _reloading.Exit();
                }
            }

            return _current;
        }
    }

    private void Reload()
    {
        Interlocked.Exchange(ref _looked, _clock.GetTimestamp());
        try
        {
            TlsFiles files = TlsFiles.Read(_options);
            if (!files.IsSameAs(_files))
            {
                _current = files.Load(_options.Password);
                _files = files;
                LogReloaded(_current.Certificate.TargetCertificate.Subject, _current.Certificate.TargetCertificate.NotAfter);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            LogNotReloaded(unreadable.Message);
        }
    }

    [LoggerMessage(1011, LogLevel.Information, "TLS uses another certificate from now on: {Subject}, valid until {NotAfter}")]
    private partial void LogReloaded(string subject, DateTime notAfter);

    [LoggerMessage(1012, LogLevel.Warning, "TLS keeps the certificate that it has: {Reason}")]
    private partial void LogNotReloaded(string reason);
}
