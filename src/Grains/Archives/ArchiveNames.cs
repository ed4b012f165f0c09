using System.Text.RegularExpressions;
using Orleans.Obs.Engine.Shards;

namespace Orleans.Obs.Grains.Archives;

/// <summary>What entries of an archive are called. Blobs of shards have their names without the tenant's folder, so that an archive can be restored as another tenant.</summary>
internal static partial class ArchiveNames
{
    public const string Layout = "layout.json", Limits = "limits.json", Keys = "keys.json";

    /// <summary>The last entry: an archive without it was cut short.</summary>
    public const string End = "end";

    public static bool IsManifest(string entry) => ShardManifest.IsManifest(entry) && OfShards().IsMatch(entry);

    public static bool IsBlock(string entry) => !ShardManifest.IsManifest(entry) && OfShards().IsMatch(entry);

    [GeneratedRegex(@"^(metrics|logs|traces)/[0-9]{2,4}/(manifest\.json|blocks/[A-Za-z0-9._~-]{1,200})\z", RegexOptions.CultureInvariant)]
    private static partial Regex OfShards();
}
