using System.Globalization;

namespace Orleans.Obs.Cluster;

/// <summary>What makes a test run for longer than it does by default.</summary>
internal static class TestSetting
{
    public static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    public static TimeSpan Seconds(string name, int otherwise) => TimeSpan.FromSeconds(Number(name, otherwise));
}
