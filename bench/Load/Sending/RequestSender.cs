using System.Diagnostics;
using System.Net.Http.Headers;

namespace Orleans.Obs.Load.Sending;

/// <summary>Sends prepared remote write requests over a fixed number of connections, tries again where the protocol says so, and reads the server's cost from the system.</summary>
internal sealed class RequestSender(Uri url, int connections, string? tenant, int serverProcess)
{
    private const int Attempts = 50;

    public async Task<SendReport> SendAsync(IEnumerable<PreparedRequest> requests, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(2) };
        long samples = 0, failures = 0;
        string firstError = "";
        double cpuBefore = ProcessUsage.CpuSeconds(serverProcess);
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = cancellationToken }, async (request, token) =>
        {
            string? error = await SendOneAsync(http, request, token);
            if (error is null)
            {
                Interlocked.Add(ref samples, request.Samples);
            }
            else if (Interlocked.Increment(ref failures) == 1)
            {
                firstError = error;
            }
        });
        return new SendReport(
            samples, Stopwatch.GetElapsedTime(started).TotalSeconds, ProcessUsage.CpuSeconds(serverProcess) - cpuBefore, ProcessUsage.ResidentBytes(serverProcess), failures, firstError);
    }

    private async Task<string?> SendOneAsync(HttpClient http, PreparedRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            string error;
            bool retry = true;
            try
            {
                using var message = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(request.Body) };
                message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
                message.Content.Headers.ContentEncoding.Add("snappy");
                message.Headers.TryAddWithoutValidation("X-Prometheus-Remote-Write-Version", "0.1.0");
                if (tenant is not null)
                {
                    message.Headers.TryAddWithoutValidation("X-Scope-OrgID", tenant);
                }

                using HttpResponseMessage response = await http.SendAsync(message, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return null;
                }

                error = $"{(int)response.StatusCode} {(await response.Content.ReadAsStringAsync(cancellationToken)).Trim()}";
                retry = (int)response.StatusCode is 429 or >= 500;
            }
            catch (HttpRequestException e)
            {
                error = e.Message;
            }

            if (!retry || attempt == Attempts)
            {
                return error;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), TimeProvider.System, cancellationToken);
        }
    }
}
