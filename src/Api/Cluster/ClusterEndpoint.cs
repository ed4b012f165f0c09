using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Grains.Abstractions.Cluster;

namespace Orleans.Obs.Api.Cluster;

/// <summary>
/// <c>GET /cluster</c>: every silo that the membership knows, with what those that live report on themselves. Any process of the cluster answers it, since a silo is asked by a grain that lives
/// there.
/// </summary>
internal static class ClusterEndpoint
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/cluster", AnswerAsync).Requires(AccessScope.Monitor).Refuses(RefusalForm.Json);

    private static async Task<IResult> AnswerAsync([FromServices] IGrainFactory grains, CancellationToken cancellationToken)
    {
        MembershipEntry[] members;
        try
        {
            members = await grains.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: false, cancellationToken);
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
            return Results.Json(new { error = $"the cluster does not answer: {lost.Message}" }, Json, statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        // Of a silo that was started again under its address only the latest counts.
        MembershipEntry[] latest = [.. members.GroupBy(member => member.SiloAddress.Endpoint.ToString()).Select(group => group.MaxBy(member => member.SiloAddress.Generation)!)];
        (MembershipEntry Member, SiloReport? Report)[] silos =
            await Task.WhenAll(latest.OrderBy(member => member.SiloAddress.ToParsableString(), StringComparer.Ordinal).Select(member => AskAsync(grains, member, cancellationToken)));
        SiloReport[] reports = [.. silos.Select(silo => silo.Report).OfType<SiloReport>()];
        bool complete = silos.All(silo => silo.Member.Status != SiloStatus.Active || silo.Report is not null);
        return Results.Json(
            new
            {
                status = complete ? "complete" : "partial",
                shards = reports.Sum(report => report.Shards.Length),
                memory = new { used = reports.Sum(report => report.DataBytes), budget = reports.Sum(report => report.DataBudgetBytes) },
                logLagMilliseconds = reports.Select(report => report.LogLagMilliseconds).DefaultIfEmpty().Max(),
                flushLagMilliseconds = reports.Select(FlushLag).DefaultIfEmpty().Max(),
                silos = silos.Select(silo => Show(silo.Member, silo.Report)),
            },
            Json);
    }

    private static async Task<(MembershipEntry Member, SiloReport? Report)> AskAsync(IGrainFactory grains, MembershipEntry member, CancellationToken cancellationToken)
    {
        if (member.Status != SiloStatus.Active)
        {
            return (member, null);
        }

        try
        {
            return (member, await grains.GetGrain<ISiloGrain>(member.SiloAddress.ToParsableString()).ReportAsync(cancellationToken));
        }
        catch (Exception lost) when (lost is TimeoutException or OrleansException)
        {
            return (member, null);
        }
    }

    private static object Show(MembershipEntry member, SiloReport? report) => new
    {
        address = member.SiloAddress.Endpoint.ToString(),
        generation = member.SiloAddress.Generation,
        name = member.SiloName,
        host = member.HostName,
        status = member.Status.ToString().ToLowerInvariant(),
        started = member.StartTime,
        seen = member.IAmAliveTime,
        version = report?.Version,
        cpuPercent = report is null ? null : (double?)Math.Round(report.CpuPercent, 1),
        memory = report is null ? null : new { resident = report.ResidentBytes, available = report.AvailableBytes, used = report.DataBytes, budget = report.DataBudgetBytes },
        log = report is null ? null : new { id = report.LogId, writable = report.LogIsWritable, queuedBytes = report.LogQueuedBytes, lagMilliseconds = report.LogLagMilliseconds },
        flushLagMilliseconds = report is null ? null : (long?)FlushLag(report),
        shards = report?.Shards,
    };

    private static long FlushLag(SiloReport report) => report.Shards.Select(shard => shard.UnflushedMilliseconds).DefaultIfEmpty().Max();
}
