using Microsoft.AspNetCore.Http.Features;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Engine.Blobs;
using Orleans.Obs.Grains.Abstractions;
using Orleans.Obs.Grains.Archives;

namespace Orleans.Obs.Silo.Archives;

/// <summary><c>/admin/tenants/{tenant}/archive</c>: GET takes a tenant out as one file, PUT makes one of it. Only processes that have a store serve it.</summary>
internal static class ArchiveEndpoints
{
    private const string Path = "/admin/tenants/{tenant}/archive";

    public static void MapArchives(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, BackUpAsync).Requires(AccessScope.Operator);
        endpoints.MapPut(Path, RestoreAsync).Requires(AccessScope.Operator);
    }

    private static async Task BackUpAsync(HttpContext context, string tenant, ITenantArchives archives)
    {
        try
        {
            if (!TenantName.IsValid(tenant))
            {
                throw new ArchiveException(ArchiveFault.NoTenant, $"'{tenant}' is not a tenant's name");
            }

            await archives.FlushAsync(tenant, context.RequestAborted);
            context.Response.ContentType = "application/x-tar";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{tenant}.tar\"";
            await archives.WriteAsync(tenant, context.Response.Body, context.RequestAborted);
        }
        catch (Exception failure) when (IsExpected(failure) && !context.Response.HasStarted)
        {
            context.Response.Headers.ContentDisposition = default;
            await FailAsync(context, failure);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            // The client must not take a part for the whole.
            context.Abort();
        }
    }

    private static async Task RestoreAsync(HttpContext context, string tenant, ITenantArchives archives)
    {
        try
        {
            if (!TenantName.IsValid(tenant))
            {
                throw new ArchiveException(ArchiveFault.NoTenant, $"'{tenant}' is not a tenant's name");
            }

            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            {
                limit.MaxRequestBodySize = null;
            }

            int blocks = await archives.RestoreAsync(tenant, context.Request.Body, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(new { tenant, blocks }, context.RequestAborted);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            await FailAsync(context, failure);
        }
    }

    private static bool IsExpected(Exception failure) =>
        failure is ArchiveException or BlobUnavailableException or CorruptBlockException or TimeoutException or Orleans.Runtime.OrleansException;

    private static Task FailAsync(HttpContext context, Exception failure)
    {
        context.Response.StatusCode = failure switch
        {
            ArchiveException { Fault: ArchiveFault.NoTenant } => StatusCodes.Status404NotFound,
            ArchiveException { Fault: ArchiveFault.TenantHasData } => StatusCodes.Status409Conflict,
            ArchiveException { Fault: ArchiveFault.Damaged } => StatusCodes.Status400BadRequest,
            CorruptBlockException => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
        return context.Response.WriteAsJsonAsync(new { error = failure.Message }, context.RequestAborted);
    }
}
