using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Obs.Silo.Tls;

namespace Orleans.Obs.Silo.Configuration;

internal sealed class TlsOptionsValidator : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options) => new Problems(TlsOptions.Section)
        .Require(options.IsOn || (options.Key.Length == 0 && options.ClientCa.Length == 0), nameof(options.Certificate), "must be set when another setting of Obs:Tls is")
        .RequireNot(FaultOf(options), nameof(options.Certificate))
        .Result;

    private static string? FaultOf(TlsOptions options)
    {
        try
        {
            if (options.IsOn)
            {
                TlsFiles.Read(options).Load(options.Password);
            }

            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return $"can't be used: {unreadable.Message}";
        }
    }
}
