using System.Diagnostics;
using System.Globalization;

namespace Orleans.Obs.Cluster.Chaos;

/// <summary>
/// A network of a test's own: a bridge with this machine on it, and namespaces that can be cut off from each other, or from everything. Needs root and iproute2.
/// </summary>
internal sealed class NetworkNamespaces : IDisposable
{
    private readonly string _id;
    private readonly int _subnet;
    private readonly int _count;

    private NetworkNamespaces(string id, int subnet, int count) => (_id, _subnet, _count) = (id, subnet, count);

    /// <summary>This machine's address on the bridge.</summary>
    public string Gateway => Address(1);

    /// <summary>Where processes in the namespaces run.</summary>
    public SiloHost[] Hosts => [.. Enumerable.Range(0, _count).Select(number => new SiloHost(Address(number + 10), "ip", "netns", "exec", Name(number)))];

    private string Bridge => $"ob{_id}";

    /// <summary>Makes one; null where that is not permitted.</summary>
    public static NetworkNamespaces? TryCreate(int count)
    {
        string id = Random.Shared.Next(0x10000).ToString("x4", CultureInfo.InvariantCulture);
        var network = new NetworkNamespaces(id, Random.Shared.Next(0x10000), count);
        bool made = OperatingSystem.IsLinux()
            && Ip("link", "add", network.Bridge, "type", "bridge")
            && Ip("addr", "add", $"{network.Gateway}/24", "dev", network.Bridge)
            && Ip("link", "set", network.Bridge, "up")
            && Enumerable.Range(0, count).All(network.TryAdd);
        if (!made)
        {
            network.Dispose();
        }

        return made ? network : null;
    }

    /// <summary>Whether the namespaces reach each other; this machine they reach all the time.</summary>
    public void Separate(bool separate)
    {
        for (int number = 0; number < _count; number++)
        {
            Assert.True(Ip("link", "set", "dev", Port(number), "type", "bridge_slave", "isolated", separate ? "on" : "off"));
        }
    }

    /// <summary>Whether one namespace reaches anything.</summary>
    public void CutOff(int number, bool isCutOff) => Assert.True(Ip("link", "set", Port(number), isCutOff ? "down" : "up"));

    public void Dispose()
    {
        for (int number = 0; number < _count; number++)
        {
            Ip("netns", "del", Name(number));
            Ip("link", "del", Port(number));
        }

        Ip("link", "del", Bridge);
    }

    private static bool Ip(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private bool TryAdd(int number) =>
        Ip("netns", "add", Name(number))
        && Ip("link", "add", Port(number), "type", "veth", "peer", "name", $"{Port(number)}p")
        && Ip("link", "set", $"{Port(number)}p", "netns", Name(number))
        && Ip("link", "set", Port(number), "master", Bridge)
        && Ip("link", "set", Port(number), "up")
        && Ip("-n", Name(number), "addr", "add", $"{Address(number + 10)}/24", "dev", $"{Port(number)}p")
        && Ip("-n", Name(number), "link", "set", $"{Port(number)}p", "up")
        && Ip("-n", Name(number), "link", "set", "lo", "up");

    private string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"obs-{_id}-{number}");

    private string Port(int number) => string.Create(CultureInfo.InvariantCulture, $"ob{_id}v{number}");

    private string Address(int host) => string.Create(CultureInfo.InvariantCulture, $"10.{_subnet >> 8}.{_subnet & 255}.{host}");
}
