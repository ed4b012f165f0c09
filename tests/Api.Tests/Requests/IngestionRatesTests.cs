using Microsoft.Extensions.Time.Testing;
using Orleans.Obs.Api.Requests;
using Orleans.Obs.Grains.Abstractions.Tenants;

namespace Orleans.Obs.Api.Tests.Requests;

public sealed class IngestionRatesTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly IngestionRates _rates;

    public IngestionRatesTests() => _rates = new IngestionRates(_clock);

    [Fact]
    public void A_tenant_without_a_rate_is_never_held_back()
    {
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(0, _rates.Take("a", new TenantLimits(), 1_000_000)));
    }

    [Fact]
    public void After_the_burst_the_rate_holds()
    {
        var limits = new TenantLimits { IngestionRate = 100, IngestionBurst = 1000 };
        Assert.Equal(0, _rates.Take("a", limits, 1000));
        Assert.Equal(1, _rates.Take("a", limits, 1));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, _rates.Take("a", limits, 100));
        Assert.NotEqual(0, _rates.Take("a", limits, 1));
    }

    [Fact]
    public void A_request_larger_than_the_burst_gets_through_and_is_paid_for_afterwards()
    {
        var limits = new TenantLimits { IngestionRate = 100, IngestionBurst = 1000 };
        Assert.Equal(0, _rates.Take("a", limits, 3000));

        Assert.Equal(20, _rates.Take("a", limits, 1));

        _clock.Advance(TimeSpan.FromSeconds(20.5));
        Assert.Equal(0, _rates.Take("a", limits, 1));
    }

    [Fact]
    public void Tenants_do_not_pay_for_each_other()
    {
        var limits = new TenantLimits { IngestionRate = 1, IngestionBurst = 1 };
        Assert.Equal(0, _rates.Take("a", limits, 5));

        Assert.Equal(0, _rates.Take("b", limits, 5));
    }
}
