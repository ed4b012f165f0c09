using System.Collections.Immutable;
using System.Text;
using Orleans.Obs.Engine.Shards;
using Orleans.Obs.Grains.Abstractions;

namespace Orleans.Obs.Grains.Placement;

/// <summary>The silos that live, as this silo sees them, and which of them a shard belongs to.</summary>
internal sealed class ActiveSilos(IClusterMembershipService membership, ILocalSiloDetails local)
{
    /// <summary>The silos that take shards.</summary>
    public ImmutableArray<SiloAddress> All => Of(membership.CurrentSnapshot);

    /// <summary>Whether this silo takes shards.</summary>
    public bool IsActive => membership.CurrentSnapshot.GetSiloStatus(local.SiloAddress) == SiloStatus.Active;

    /// <summary>Whether no other silo takes shards.</summary>
    public bool IsAlone => All.All(silo => silo.Equals(local.SiloAddress));

    /// <summary>The silos that may still write: all but those that are dead.</summary>
    public IEnumerable<SiloAddress> Living => membership.CurrentSnapshot.Members.Values.Where(static silo => silo.Status != SiloStatus.Dead).Select(static silo => silo.SiloAddress);

    /// <summary>The silos that take shards, at once and whenever that changes.</summary>
    public async IAsyncEnumerable<ImmutableArray<SiloAddress>> ChangesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ImmutableArray<SiloAddress> last = [];
        await foreach (ClusterMembershipSnapshot snapshot in membership.MembershipUpdates.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            ImmutableArray<SiloAddress> now = Of(snapshot);
            if (!now.SequenceEqual(last))
            {
                last = now;
                yield return now;
            }
        }
    }

    /// <summary>Does the shard belong to this silo?</summary>
    public bool IsMine(ShardKey shard) => OwnerOf(shard).Equals(local.SiloAddress);

    /// <summary>The silo that the shard belongs to.</summary>
    public SiloAddress OwnerOf(ShardKey shard) => OwnerOf(new ShardGrainKey(shard.Tenant, shard.Slot).ToString());

    /// <summary>The silo that does what only one silo should do.</summary>
    public SiloAddress OwnerOf(string key) => All is { Length: > 0 } silos ? RendezvousPlacementDirector.Choose(Encoding.UTF8.GetBytes(key), silos) : local.SiloAddress;

    /// <summary>Is it this silo that does what only one silo should do?</summary>
    public bool IsMine(string key) => OwnerOf(key).Equals(local.SiloAddress);

    private static ImmutableArray<SiloAddress> Of(ClusterMembershipSnapshot snapshot) =>
        [.. snapshot.Members.Values.Where(static silo => silo.Status == SiloStatus.Active).Select(static silo => silo.SiloAddress).Order()];
}
