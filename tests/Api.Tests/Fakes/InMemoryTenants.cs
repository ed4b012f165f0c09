using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Tests.Fakes;

/// <summary>Tenants that keep their keys in this process.</summary>
internal sealed class InMemoryTenants : ITenants
{
    private readonly ConcurrentDictionary<string, Tenant> _tenants = new();

    /// <summary>How often keys were asked for.</summary>
    public int Asked => _asked;

    /// <summary>Whether the store fails.</summary>
    public bool Fails { get; set; }

    private int _asked;

    public ITenantGrain Of(string tenant) => _tenants.GetOrAdd(tenant, _ => new Tenant(this));

    private sealed class Tenant(InMemoryTenants all) : ITenantGrain
    {
        private readonly ConcurrentDictionary<string, MetricUse> _uses = new();
        private ImmutableList<ApiKey> _keys = [];

        public Task<TenantSettings> GetSettingsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<TenantUsage> GetUsageAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ApiKeysReply> GetKeysAsync(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref all._asked);
            return Task.FromResult(all.Fails ? new ApiKeysReply(ReplyStatus.Unavailable, [], "no store") : new ApiKeysReply(ReplyStatus.Ok, [.. _keys]));
        }

        public Task<Acknowledgement> AddKeyAsync(ApiKey key, CancellationToken cancellationToken = default)
        {
            _keys = _keys.Add(key);
            return Task.FromResult(Acknowledgement.Done);
        }

        public Task<Acknowledgement> RotateKeyAsync(string id, ApiKeySecret secret, long previousExpires, CancellationToken cancellationToken = default)
        {
            if (_keys.Find(key => key.Id == id) is not { } key)
            {
                return Task.FromResult(new Acknowledgement(ReplyStatus.Failed, "there is no such key"));
            }

            _keys = _keys.Replace(key, key with { Secrets = [key.Secrets[^1] with { Expires = previousExpires }, secret] });
            return Task.FromResult(Acknowledgement.Done);
        }

        public Task<Acknowledgement> RevokeKeyAsync(string id, CancellationToken cancellationToken = default)
        {
            bool gone = _keys.RemoveAll(key => key.Id == id) is var left && left.Count < _keys.Count;
            _keys = left;
            return Task.FromResult(gone ? Acknowledgement.Done : new Acknowledgement(ReplyStatus.Failed, "there is no such key"));
        }

        public Task<Acknowledgement> AddMetricUsesAsync(ImmutableArray<MetricUse> more, CancellationToken cancellationToken = default)
        {
            if (all.Fails)
            {
                return Task.FromResult(new Acknowledgement(ReplyStatus.Unavailable, "no store"));
            }

            foreach (MetricUse use in more)
            {
                _uses.AddOrUpdate(use.Name, use, (_, known) => use with { Count = known.Count + use.Count });
            }

            return Task.FromResult(Acknowledgement.Done);
        }

        public Task<MetricUsesReply> GetMetricUsesAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(new MetricUsesReply(ReplyStatus.Ok, 1000, [.. _uses.Values.OrderBy(use => use.Name, StringComparer.Ordinal)]));

        public Task<Acknowledgement> ResetMetricUsesAsync(CancellationToken cancellationToken = default)
        {
            _uses.Clear();
            return Task.FromResult(Acknowledgement.Done);
        }
    }
}
