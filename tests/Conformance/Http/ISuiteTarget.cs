using System.Text.Json.Nodes;

namespace Orleans.Obs.Conformance.Http;

/// <summary>What a suite is replayed against. The only place that knows where the server is and how it was started.</summary>
internal interface ISuiteTarget : IAsyncDisposable
{
    /// <summary>Sends one request of a suite.</summary>
    Task<SuiteAnswer> SendAsync(JsonObject request, CancellationToken cancellationToken);
}
