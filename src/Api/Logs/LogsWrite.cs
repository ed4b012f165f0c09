using Microsoft.AspNetCore.Http;
using Orleans.Obs.Api.Requests;

namespace Orleans.Obs.Api.Logs;

/// <summary>A request with logs, read and without the compression that its headers state.</summary>
/// <param name="Context">The call.</param>
/// <param name="Tenant">Whose logs.</param>
/// <param name="Body">The body; valid until the call ends.</param>
/// <param name="Memory">What the request's memory is taken from.</param>
internal sealed record LogsWrite(HttpContext Context, string Tenant, ReadOnlyMemory<byte> Body, WriteReservation Memory);
