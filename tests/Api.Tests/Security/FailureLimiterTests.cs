using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Api.Security;

namespace Orleans.Obs.Api.Tests.Security;

public sealed class FailureLimiterTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FailureLimiter _limiter;

    public FailureLimiterTests() => _limiter = new FailureLimiter(_clock);

    [Fact]
    public void An_address_waits_after_a_burst_and_others_do_not()
    {
        FailUntilHeld(IPAddress.Parse("192.0.2.1"));

        Assert.True(_limiter.MayTry(IPAddress.Parse("192.0.2.2"), out _));
        Assert.False(_limiter.MayTry(IPAddress.Parse("::ffff:192.0.2.1"), out TimeSpan wait));

        _clock.Advance(wait + TimeSpan.FromSeconds(1));
        Assert.True(_limiter.MayTry(IPAddress.Parse("192.0.2.1"), out _));
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_count_as_one()
    {
        FailUntilHeld(IPAddress.Parse("2001:db8:1:2::1"));

        Assert.False(_limiter.MayTry(IPAddress.Parse("2001:db8:1:2:ffff::9"), out _));
        Assert.True(_limiter.MayTry(IPAddress.Parse("2001:db8:1:3::1"), out _));
    }

    [Fact]
    public void More_addresses_than_it_can_tell_apart_are_held_to_one_rate()
    {
        int held = 0;
        for (int i = 0; i < 1_000_000 && held == 0; i++)
        {
            var address = new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
            held += _limiter.MayTry(address, out _) ? 0 : 1;
            _limiter.Failed(address);
        }

        Assert.Equal(1, held);
    }

    private void FailUntilHeld(IPAddress address)
    {
        int failures = 0;
        while (_limiter.MayTry(address, out _))
        {
            _limiter.Failed(address);
            Assert.True(++failures < 1000);
        }

        Assert.True(failures > 10);
    }
}
