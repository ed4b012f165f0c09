using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Reads and checks the configuration before anything else happens, so that a mistake costs one line and not a stack trace.</summary>
internal sealed partial class StartSettings
{
    private StartSettings(IServiceProvider options)
    {
        Process = options.GetRequiredService<IOptions<ProcessOptions>>().Value;
        Http = options.GetRequiredService<IOptions<HttpOptions>>().Value;
        Tls = options.GetRequiredService<IOptions<TlsOptions>>().Value;
        Dashboard = options.GetRequiredService<IOptions<DashboardOptions>>().Value;
        Storage = options.GetRequiredService<IOptions<StorageOptions>>().Value;
        Cluster = options.GetRequiredService<IOptions<ClusterOptions>>().Value;
        Otlp = options.GetRequiredService<IOptions<OtlpOptions>>().Value;
        Listeners = options.GetRequiredService<IOptions<ListenersOptions>>().Value;
    }

    public ProcessOptions Process { get; }

    public HttpOptions Http { get; }

    public TlsOptions Tls { get; }

    public DashboardOptions Dashboard { get; }

    public StorageOptions Storage { get; }

    public ClusterOptions Cluster { get; }

    public OtlpOptions Otlp { get; }

    public ListenersOptions Listeners { get; }

    /// <summary>False with everything that is wrong, each naming its key.</summary>
    public static bool TryRead(IConfiguration configuration, [NotNullWhen(true)] out StartSettings? settings, out IReadOnlyList<string> problems)
    {
        settings = null;
        problems = [.. SettingsCatalog.UnknownKeys(configuration).Select(key => $"{key} is not a setting")];
        if (problems.Count > 0)
        {
            return false;
        }

        using ServiceProvider options = new ServiceCollection().AddSingleton(configuration).AddObsOptions().BuildServiceProvider();
        try
        {
            options.GetRequiredService<IStartupValidator>().Validate();
            settings = new StartSettings(options);
            return true;
        }
        catch (AggregateException several)
        {
            problems = [.. several.InnerExceptions.SelectMany(Describe).Distinct()];
        }
        catch (Exception invalid) when (invalid is OptionsValidationException or InvalidOperationException)
        {
            problems = [.. Describe(invalid)];
        }

        return false;
    }

    private static IEnumerable<string> Describe(Exception exception)
    {
        if (exception is OptionsValidationException invalid)
        {
            return invalid.Failures;
        }

        // The binder says: Failed to convert configuration value 'x' at 'Obs:Http:Port' to type 'System.Int32'.
        Match match = ConversionFailure().Match(exception.Message);
        if (!match.Success)
        {
            return [exception.Message];
        }

        Exception reason = exception.GetBaseException();
        return [$"{match.Groups["key"].Value} can't be '{match.Groups["value"].Value}': {reason.Message}"];
    }

    [GeneratedRegex("configuration value '(?<value>.*)' at '(?<key>[^']*)' to type", RegexOptions.Singleline)]
    private static partial Regex ConversionFailure();
}
