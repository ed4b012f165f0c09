using System.IO.Hashing;
using System.Text;
using Orleans.Runtime.Placement;

namespace Orleans.Obs.Grains.Placement;

/// <summary>
/// Rendezvous hashing (Thaler and Ravishankar, 1998): every silo bids the hash of (grain key, its endpoint), the highest bid wins. The grain's type is left out, so
/// shards of the three signals with the same key live together; the silo's generation is left out, so a restarted silo gets its shards back.
/// </summary>
internal sealed class RendezvousPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] silos = context.GetCompatibleSilos(target);
        return Task.FromResult(IPlacementDirector.GetPlacementHint(target.RequestContextData, silos) ?? Choose(target.GrainIdentity.Key.AsSpan(), silos));
    }

    /// <summary>The silo that the key belongs to.</summary>
    internal static SiloAddress Choose(ReadOnlySpan<byte> key, IReadOnlyList<SiloAddress> silos)
    {
        if (silos.Count == 0)
        {
            throw new SiloUnavailableException("no silo can host the grain");
        }

        SiloAddress winner = silos[0];
        ulong highest = Bid(key, winner);
        foreach (SiloAddress silo in silos.Skip(1))
        {
            ulong bid = Bid(key, silo);
            if (bid > highest || (bid == highest && silo.CompareTo(winner) < 0))
            {
                (winner, highest) = (silo, bid);
            }
        }

        return winner;
    }

    private static ulong Bid(ReadOnlySpan<byte> key, SiloAddress silo) =>
        XxHash3.HashToUInt64(key, unchecked((long)XxHash3.HashToUInt64(Encoding.ASCII.GetBytes(silo.Endpoint.ToString()))));
}
