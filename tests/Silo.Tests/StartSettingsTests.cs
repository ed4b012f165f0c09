using Microsoft.Extensions.Configuration;
using Orleans.Obs.Protocols.Otlp;
using Orleans.Obs.Silo.Configuration;

namespace Orleans.Obs.Silo.Tests;

public sealed class StartSettingsTests
{
    [Fact]
    public void Without_any_configuration_the_defaults_of_the_README_hold()
    {
        Assert.True(StartSettings.TryRead(Configured(), out StartSettings? settings, out IReadOnlyList<string> problems), string.Join(';', problems));

        Assert.Equal(("127.0.0.1", 9009), (settings.Http.Host, settings.Http.Port));
        Assert.Equal((StorageKind.Folder, "./data"), (settings.Storage.Kind, settings.Storage.Path));
        Assert.Equal((ClusterKind.Single, 11111, 30000), (settings.Cluster.Kind, settings.Cluster.SiloPort, settings.Cluster.GatewayPort));
        Assert.Equal(ProcessRole.All, settings.Process.Role);
    }

    [Fact]
    public void Keys_and_names_of_kinds_are_read_in_any_case()
    {
        Assert.True(StartSettings.TryRead(Configured(("obs:http:port", "9100"), ("OBS:ROLE", "silo")), out StartSettings? settings, out _));

        Assert.Equal((9100, ProcessRole.Silo), (settings.Http.Port, settings.Process.Role));
    }

    [Theory]
    [InlineData("Obs:Http:Prt", "1")]
    [InlineData("Obs:Htp:Port", "1")]
    [InlineData("Obs:Http:Port:Extra", "1")]
    [InlineData("Obs:Http:Port", "abc")]
    [InlineData("Obs:Http:Port", "0")]
    [InlineData("Obs:Http:Port", "65536")]
    [InlineData("Obs:Http:Host", "not an address")]
    [InlineData("Obs:Storage:Kind", "tape")]
    [InlineData("Obs:Storage:Path", "")]
    [InlineData("Obs:Cluster:Kind", "azure")]
    [InlineData("Obs:Cluster:Kind", "7")]
    [InlineData("Obs:Cluster:GatewayPort", "11111")]
    [InlineData("Obs:Cluster:ClusterId", "")]
    [InlineData("Obs:Cluster:ServiceId", "a/b")]
    [InlineData("Obs:Cluster:TablePrefix", "1st")]
    [InlineData("Obs:Cluster:AdvertisedSiloPort", "-1")]
    [InlineData("Obs:Cluster:AdvertisedGatewayPort", "65536")]
    [InlineData("Obs:Cluster:ListenAddress", "somewhere")]
    [InlineData("Obs:Cluster:FailureDetection", "1s")]
    [InlineData("Obs:Role", "worker")]
    [InlineData("Obs:Otlp:GrpcPort", "-1")]
    [InlineData("Obs:Otlp:HttpPort", "65536")]
    [InlineData("Obs:Otlp:TranslationStrategy", "Nothing")]
    [InlineData("Obs:Otlp:IgnoreResourceAttributes", "k8s.pod.uid")]
    [InlineData("Obs:Auth:Enabled", "perhaps")]
    [InlineData("Obs:Auth:OperatorKey", "short")]
    [InlineData("Obs:Auth:MonitorKey", "short")]
    [InlineData("Obs:Auth:RememberFor", "2h")]
    [InlineData("Obs:Dashboard:Enabled", "true")]
    [InlineData("Obs:Tls:Certificate", "/no/such/file.pem")]
    [InlineData("Obs:Retention:Metrics", "5 days")]
    [InlineData("Obs:Retention:Logs", "10m")]
    [InlineData("Obs:Limits:ActiveSeries", "-5")]
    [InlineData("Obs:Limits:QueryTimeout", "soon")]
    [InlineData("Obs:Features", "promql-experimental-functions,time-travel")]
    [InlineData("Obs:Memory:Budget", "1MiB")]
    [InlineData("Obs:Memory:PageCache", "much")]
    [InlineData("Obs:Flush:Age", "1ms")]
    [InlineData("Obs:Flush:Size", "1B")]
    [InlineData("Obs:Log:SegmentSize", "1KiB")]
    public void A_wrong_setting_is_named_in_one_line(string key, string value)
    {
        Assert.False(StartSettings.TryRead(Configured((key, value)), out _, out IReadOnlyList<string> problems));

        string problem = Assert.Single(problems);
        Assert.StartsWith(key, problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public void The_ports_of_OTLP_may_be_none_and_must_differ_otherwise()
    {
        Assert.True(StartSettings.TryRead(Configured(("Obs:Otlp:GrpcPort", "0"), ("Obs:Otlp:HttpPort", "0")), out _, out _));
        Assert.False(StartSettings.TryRead(Configured(("Obs:Otlp:GrpcPort", "4320"), ("Obs:Otlp:HttpPort", "4320")), out _, out IReadOnlyList<string> problems));

        Assert.StartsWith("Obs:Otlp:HttpPort", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_attributes_are_separated_by_commas()
    {
        Assert.True(StartSettings.TryRead(
            Configured(("Obs:Otlp:PromoteResourceAttributes", "k8s.pod.name, cloud.region"), ("Obs:Otlp:TranslationStrategy", "NoTranslation")), out StartSettings? settings, out _));

        OtlpMetricsOptions options = settings.Otlp.ToMetricsOptions(typeAndUnitLabels: false);
        Assert.Equal(["k8s.pod.name", "cloud.region"], options.PromoteResourceAttributes);
        Assert.Equal(TranslationStrategy.NoTranslation, options.Translation);
    }

    [Fact]
    public void All_wrong_settings_are_named_at_once()
    {
        Assert.False(StartSettings.TryRead(Configured(("Obs:Http:Port", "0"), ("Obs:Log:SegmentSize", "1"), ("Obs:Http:Host", "?")), out _, out IReadOnlyList<string> problems));

        Assert.Equal(3, problems.Count);
    }

    [Fact]
    public void Azure_storage_needs_a_connection_string()
    {
        Assert.False(StartSettings.TryRead(Configured(("Obs:Storage:Kind", "azure")), out _, out IReadOnlyList<string> problems));

        Assert.StartsWith("Obs:Storage:ConnectionString", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Authentication_needs_an_operator()
    {
        Assert.False(StartSettings.TryRead(Configured(("Obs:Auth:Enabled", "true")), out _, out IReadOnlyList<string> problems));

        Assert.StartsWith("Obs:Auth:OperatorKey", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Obs:Tls:Key")]
    [InlineData("Obs:Tls:ClientCa")]
    public void Parts_of_TLS_need_a_certificate(string key)
    {
        Assert.False(StartSettings.TryRead(Configured((key, "file.pem")), out _, out IReadOnlyList<string> problems));

        Assert.StartsWith("Obs:Tls:Certificate", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_on_Azure_needs_blobs_that_its_silos_share()
    {
        (string, string)[] shared = [("Obs:Cluster:Kind", "azure"), ("Obs:Storage:Kind", "azure"), ("Obs:Storage:ConnectionString", "UseDevelopmentStorage=true")];

        Assert.True(StartSettings.TryRead(Configured(shared), out StartSettings? settings, out _));
        Assert.Equal(ClusterKind.Azure, settings.Cluster.Kind);
        Assert.False(StartSettings.TryRead(Configured(shared[0]), out _, out IReadOnlyList<string> problems));
        Assert.StartsWith("Obs:Cluster:Kind", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_README_explains_every_setting()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryRoot(), "README.md"));

        Assert.All(SettingsCatalog.Keys, key => Assert.Contains($"`{key}`", readme, StringComparison.Ordinal));
    }

    private static IConfiguration Configured(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orleans.Obs.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException();
    }
}
