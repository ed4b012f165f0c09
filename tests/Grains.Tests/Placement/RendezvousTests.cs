using System.Net;
using System.Text;
using CsCheck;
using Orleans.Obs.Grains.Placement;
using Orleans.Runtime;

namespace Orleans.Obs.Grains.Tests.Placement;

public sealed class RendezvousTests
{
    private static readonly Gen<string> Keys = Gen.Select(Gen.Int[0, 50], Gen.Int[0, 63], (tenant, slot) => $"tenant-{tenant}/{slot}");

    [Fact]
    public void The_order_of_the_silos_does_not_matter() => Gen.Select(Keys, Gen.Int[1, 8], Gen.Int).Sample((key, count, seed) =>
    {
        SiloAddress[] silos = Silos(count);
        SiloAddress[] shuffled = [.. silos];
        new Random(seed).Shuffle(shuffled);
        return Choose(key, silos).Equals(Choose(key, shuffled));
    });

    [Fact]
    public void A_silo_that_joins_takes_keys_only_for_itself() => Gen.Select(Keys, Gen.Int[1, 8]).Sample((key, count) =>
    {
        SiloAddress[] more = Silos(count + 1);
        SiloAddress before = Choose(key, more[..count]), after = Choose(key, more);
        return after.Equals(before) || after.Equals(more[count]);
    });

    [Fact]
    public void A_silo_that_restarts_gets_its_keys_back() => Keys.Sample(key =>
        Choose(key, Silos(5)).Endpoint.Equals(Choose(key, Silos(5, generation: 77)).Endpoint));

    [Fact]
    public void Every_silo_gets_a_fair_share()
    {
        SiloAddress[] silos = Silos(4);
        int[] shares = [.. Enumerable.Range(0, 4000).GroupBy(i => Choose($"tenant-{i / 16}/{i % 16}", silos)).Select(group => group.Count())];

        Assert.Equal(4, shares.Length);
        Assert.All(shares, share => Assert.InRange(share, 800, 1200));
    }

    private static SiloAddress Choose(string key, SiloAddress[] silos) => RendezvousPlacementDirector.Choose(Encoding.UTF8.GetBytes(key), silos);

    private static SiloAddress[] Silos(int count, int generation = 1) =>
        [.. Enumerable.Range(0, count).Select(i => SiloAddress.New(new IPEndPoint(new IPAddress([10, 0, 0, (byte)i]), 11111), generation + i))];
}
