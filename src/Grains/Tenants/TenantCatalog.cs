using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Grains.Tenants;

/// <summary>
/// The tenants and their settings as the blob store has them: <c>layouts/{tenant}.json</c>, written once when a tenant is first seen, and <c>limits/{tenant}.json</c>,
/// written by operators, with the limits that differ from the defaults. What was read is remembered for a while.
/// </summary>
internal sealed class TenantCatalog(IBlobStore store, GrainSettings settings, TimeProvider clock)
{
    private const int MaxBlobBytes = 64 << 10;
    private static readonly TimeSpan RememberFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (TenantSettings Settings, long ReadAt)> _known = new(StringComparer.Ordinal);

    /// <summary>A tenant's settings; creates the layout of a new tenant.</summary>
    public async ValueTask<TenantSettings> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(tenant, out (TenantSettings Settings, long ReadAt) known) && clock.GetElapsedTime(known.ReadAt) < RememberFor)
        {
            return known.Settings;
        }

        TenantLayout layout = await ReadLayoutAsync(tenant, cancellationToken).ConfigureAwait(false)
            ?? await CreateLayoutAsync(tenant, cancellationToken).ConfigureAwait(false);
        TenantLimits limits = await ReadLimitsAsync(tenant, cancellationToken).ConfigureAwait(false);
        var read = new TenantSettings(layout.Metrics[^1].Slots, limits);
        _known[tenant] = (read, clock.GetTimestamp());
        return read;
    }

    /// <summary>Every tenant that was ever seen.</summary>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (BlobProperties blob in store.ListAsync(TenantLayout.Folder, cancellationToken).ConfigureAwait(false))
        {
            yield return Path.GetFileNameWithoutExtension(blob.Name);
        }
    }

    internal static string LimitsBlobOf(string tenant) => $"limits/{tenant}.json";

    private async ValueTask<TenantLayout?> ReadLayoutAsync(string tenant, CancellationToken cancellationToken)
    {
        string name = TenantLayout.BlobOf(tenant);
        ReadOnlyMemory<byte> json = await ReadAsync(name, cancellationToken).ConfigureAwait(false);
        if (json.IsEmpty)
        {
            return null;
        }

        TenantLayout? layout = Parse(name, () => JsonSerializer.Deserialize(json.Span, TenantJson.Default.TenantLayout));
        return layout is { Version: 1, Metrics: [.., { Slots: > 0 }] }
            ? layout
            : throw new CorruptBlockException(name, 0, "not a layout that this version knows");
    }

    private async ValueTask<TenantLayout> CreateLayoutAsync(string tenant, CancellationToken cancellationToken)
    {
        var layout = new TenantLayout { Metrics = [new LayoutEntry(0, settings.MetricsSlots)] };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(layout, TenantJson.Default.TenantLayout);
        bool created = await store.PutIfAbsentAsync(TenantLayout.BlobOf(tenant), json, cancellationToken).ConfigureAwait(false) is not null;

        // Another silo may have been first, with another default.
        return created ? layout : await ReadLayoutAsync(tenant, cancellationToken).ConfigureAwait(false) ?? layout;
    }

    private async ValueTask<TenantLimits> ReadLimitsAsync(string tenant, CancellationToken cancellationToken)
    {
        string name = LimitsBlobOf(tenant);
        ReadOnlyMemory<byte> json = await ReadAsync(name, cancellationToken).ConfigureAwait(false);
        return json.IsEmpty ? settings.DefaultLimits : Parse(name, () => Overlay(settings.DefaultLimits, json.Span));
    }

    private static TenantLimits Overlay(TenantLimits defaults, ReadOnlySpan<byte> json)
    {
        JsonObject merged = JsonSerializer.SerializeToNode(defaults, TenantJson.Default.TenantLimits)!.AsObject();
        JsonObject own = JsonNode.Parse(json)?.AsObject() ?? [];
        foreach ((string limit, JsonNode? value) in own)
        {
            merged[limit] = value?.DeepClone();
        }

        return merged.Deserialize(TenantJson.Default.TenantLimits)!;
    }

    private static T Parse<T>(string blob, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new CorruptBlockException(blob, 0, malformed.Message);
        }
    }

    /// <summary>A small blob's bytes; empty when it is absent.</summary>
    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(string name, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxBlobBytes];
        BlobRead? read = await store.ReadAsync(name, 0, buffer, cancellationToken).ConfigureAwait(false);
        return read is null ? default
            : read.Value.BlobLength <= MaxBlobBytes ? buffer.AsMemory(0, read.Value.Count)
            : throw new CorruptBlockException(name, MaxBlobBytes, "larger than settings can be");
    }
}
