using System.Net;
using Orleans.Obs.Silo.Configuration;
using Orleans.Obs.Silo.Hosting;

namespace Orleans.Obs.Silo.Tests;

public sealed class SiloEndpointsTests
{
    [Fact]
    public void A_single_silo_stays_on_loopback() =>
        Assert.Equal(
            new SiloEndpoints(IPAddress.Loopback, 11111, 30000, new IPEndPoint(IPAddress.Loopback, 11111), new IPEndPoint(IPAddress.Loopback, 30000)),
            SiloEndpoints.Of(new ClusterOptions()));

    [Fact]
    public void Mapped_ports_are_advertised_and_every_address_is_listened_on() =>
        Assert.Equal(
            new SiloEndpoints(IPAddress.Parse("10.0.0.4"), 11113, 30003, new IPEndPoint(IPAddress.Any, 11111), new IPEndPoint(IPAddress.Any, 30000)),
            SiloEndpoints.Of(new ClusterOptions { Kind = ClusterKind.Azure, AdvertisedAddress = "10.0.0.4", AdvertisedSiloPort = 11113, AdvertisedGatewayPort = 30003 }));

    [Fact]
    public void Who_advertises_loopback_listens_there()
    {
        SiloEndpoints endpoints = SiloEndpoints.Of(new ClusterOptions { Kind = ClusterKind.Azure, AdvertisedAddress = "127.0.0.1", SiloPort = 5, GatewayPort = 6 });

        Assert.Equal((new IPEndPoint(IPAddress.Loopback, 5), 5, 6), (endpoints.Silo, endpoints.AdvertisedSiloPort, endpoints.AdvertisedGatewayPort));
    }

    [Fact]
    public void An_address_to_listen_on_can_be_given() =>
        Assert.Equal(IPAddress.Parse("10.0.0.9"), SiloEndpoints.Of(new ClusterOptions { Kind = ClusterKind.Azure, AdvertisedAddress = "10.0.0.4", ListenAddress = "10.0.0.9" }).Gateway.Address);

    [Fact]
    public void Names_are_resolved_and_those_without_an_address_are_named()
    {
        Assert.True(IPAddress.IsLoopback(SiloEndpoints.Of(new ClusterOptions { Kind = ClusterKind.Azure, AdvertisedAddress = "localhost" }).Advertised));

        IOException failure = Assert.Throws<IOException>(() => SiloEndpoints.Of(new ClusterOptions { Kind = ClusterKind.Azure, AdvertisedAddress = "no.such.host.invalid" }));
        Assert.StartsWith("Obs:Cluster:AdvertisedAddress", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_are_in_the_account_of_the_blobs_unless_told_otherwise()
    {
        var storage = new StorageOptions { ConnectionString = "https://name.blob.core.windows.net", ManagedIdentityClientId = "id" };
        Assert.Equal(
            (new Uri("https://name.table.core.windows.net"), null, "id"), Account(storage, new ClusterOptions()));
        Assert.Equal((new Uri("https://other.table.core.windows.net"), null, "id"), Account(storage, new ClusterOptions { ConnectionString = "https://other.table.core.windows.net" }));
        Assert.Equal((null, "AccountName=x", null), Account(new StorageOptions { ConnectionString = "AccountName=x" }, new ClusterOptions()));
    }

    private static (Uri? Address, string? Connection, string? Identity) Account(StorageOptions storage, ClusterOptions cluster)
    {
        Azure.Tables.AzureTableOptions tables = AzureAccount.Tables(storage, cluster);
        return (tables.AccountUri, tables.ConnectionString, tables.ManagedIdentityClientId);
    }
}
