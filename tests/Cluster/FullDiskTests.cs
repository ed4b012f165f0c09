using System.Net;
using Orleans.Obs.Cluster.Load;

namespace Orleans.Obs.Cluster;

public sealed class FullDiskTests
{
    [Fact]
    public async Task On_a_full_disk_writes_get_503_and_reads_go_on_and_nothing_acknowledged_is_lost_even_by_a_kill()
    {
        using FullDisk? disk = FullDisk.TryMount(megabytes: 96);
        Assert.SkipWhen(disk is null, "mounting a file system of a few megabytes is not permitted here");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        SiloPorts ports = SiloPorts.Free();
        SiloProcess silo = await SiloProcess.StartReadyAsync(ports, disk.DataFolder);
        try
        {
            long start = DateTimeOffset.UtcNow.AddHours(-6).ToUnixTimeMilliseconds();
            await using var fleet = new Fleet(silo.Http.BaseAddress!, series: 4_000, samplesPerRequest: 500, connections: 4, start);
            await fleet.ProgressAsync(2 * fleet.Groups.Length, cancellation);

            disk.FillUp(remaining: 1 << 20);
            await RefusedAsync(silo, fleet);
            disk.Free();
            await fleet.ProgressAsync(2 * fleet.Groups.Length, cancellation);

            disk.FillUp(remaining: 1 << 20);
            int[] acknowledged = await RefusedAsync(silo, fleet);
            await silo.KillAsync();
            await silo.DisposeAsync();
            silo = SiloProcess.Start(ports, disk.DataFolder);
            disk.Free();
            await silo.ReadyAsync();
            await FleetAudit.AtLeastAsync(silo.Http, fleet, acknowledged);

            await fleet.ProgressAsync(fleet.Groups.Length, cancellation);
            await fleet.FinishAsync();
            await FleetAudit.ExactAsync(silo.Http, fleet);
        }
        finally
        {
            await silo.DisposeAsync();
        }
    }

    private static async Task<int[]> RefusedAsync(SiloProcess silo, Fleet fleet)
    {
        fleet.Refused = false;
        await fleet.UntilAsync(() => fleet.Refused, TestContext.Current.CancellationToken);
        int[] acknowledged = [.. fleet.Groups.Select(static group => group.Acknowledged)];
        await FleetAudit.AtLeastAsync(silo.Http, fleet, acknowledged);
        using HttpResponseMessage ready = await silo.Http.GetAsync("/-/ready", TestContext.Current.CancellationToken);
        using HttpResponseMessage healthy = await silo.Http.GetAsync("/-/healthy", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, healthy.StatusCode));
        return acknowledged;
    }
}
