using Microsoft.Extensions.Options;

namespace Orleans.Obs.Silo.Configuration;

/// <summary>Every setting there is: the sections under <c>Obs</c> and the options that they bind to. What is not here is an unknown key.</summary>
internal static class SettingsCatalog
{
    private static readonly (string Section, Type Options)[] Sections =
    [
        (ProcessOptions.Section, typeof(ProcessOptions)),
        (HttpOptions.Section, typeof(HttpOptions)),
        (TlsOptions.Section, typeof(TlsOptions)),
        (AuthOptions.Section, typeof(AuthOptions)),
        (DashboardOptions.Section, typeof(DashboardOptions)),
        (StorageOptions.Section, typeof(StorageOptions)),
        (ClusterOptions.Section, typeof(ClusterOptions)),
        (OtlpOptions.Section, typeof(OtlpOptions)),
        (LokiOptions.Section, typeof(LokiOptions)),
        (ElasticsearchOptions.Section, typeof(ElasticsearchOptions)),
        (ListenersOptions.Section, typeof(ListenersOptions)),
        (RetentionOptions.Section, typeof(RetentionOptions)),
        (LimitsOptions.Section, typeof(LimitsOptions)),
        (MemoryOptions.Section, typeof(MemoryOptions)),
        (FlushOptions.Section, typeof(FlushOptions)),
        (LogOptions.Section, typeof(LogOptions)),
    ];

    /// <summary>The sections and the options that they bind to.</summary>
    public static IReadOnlyList<(string Section, Type Options)> All => Sections;

    /// <summary>All keys, such as <c>Obs:Http:Port</c>.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        [.. Sections.SelectMany(section => section.Options.GetProperties().Where(property => property.CanWrite).Select(property => $"{section.Section}:{property.Name}"))];

    /// <summary>Registers every options class with its validator.</summary>
    public static IServiceCollection AddObsOptions(this IServiceCollection services) => services
        .Bind<ProcessOptions, ProcessOptionsValidator>(ProcessOptions.Section)
        .Bind<HttpOptions, HttpOptionsValidator>(HttpOptions.Section)
        .Bind<TlsOptions, TlsOptionsValidator>(TlsOptions.Section)
        .Bind<AuthOptions, AuthOptionsValidator>(AuthOptions.Section)
        .Bind<DashboardOptions, DashboardOptionsValidator>(DashboardOptions.Section)
        .Bind<StorageOptions, StorageOptionsValidator>(StorageOptions.Section)
        .Bind<ClusterOptions, ClusterOptionsValidator>(ClusterOptions.Section)
        .Bind<OtlpOptions, OtlpOptionsValidator>(OtlpOptions.Section)
        .Bind<LokiOptions, LokiOptionsValidator>(LokiOptions.Section)
        .Bind<ElasticsearchOptions, ElasticsearchOptionsValidator>(ElasticsearchOptions.Section)
        .Bind<ListenersOptions, ListenersOptionsValidator>(ListenersOptions.Section)
        .Bind<RetentionOptions, RetentionOptionsValidator>(RetentionOptions.Section)
        .Bind<LimitsOptions, LimitsOptionsValidator>(LimitsOptions.Section)
        .Bind<MemoryOptions, MemoryOptionsValidator>(MemoryOptions.Section)
        .Bind<FlushOptions, FlushOptionsValidator>(FlushOptions.Section)
        .Bind<LogOptions, LogOptionsValidator>(LogOptions.Section);

    /// <summary>The keys under <c>Obs</c> that mean nothing.</summary>
    public static IEnumerable<string> UnknownKeys(IConfiguration configuration) =>
        configuration.GetSection("Obs").AsEnumerable()
            .Where(setting => setting.Value is not null)
            .Select(setting => setting.Key)
            .Where(key => key != "Obs" && !Keys.Contains(key, StringComparer.OrdinalIgnoreCase));

    private static IServiceCollection Bind<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        return services;
    }
}
