using System.Reflection;

namespace Orleans.Obs.Silo.Telemetry;

/// <summary>What this program is.</summary>
internal static class BuildInfo
{
    /// <summary>The version without build metadata.</summary>
    public static string Version { get; } =
        (typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
