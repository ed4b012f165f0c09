using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Orleans.Obs.Cluster;

/// <summary>
/// Writes counted samples as a remote write sender does, one request at a time, and repeats a request until it is acknowledged. Sample n of each of its series
/// has the value n and the time of the start plus n steps, so what must be there afterwards is known exactly.
/// </summary>
internal sealed class VerifyingWriter(string name, int series, long startTime)
{
    private const int StepMilliseconds = 10;

    private volatile int _acknowledged;

    /// <summary>Samples of each series that were acknowledged.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>Requests that failed or whose answer was lost.</summary>
    public int Repeated { get; private set; }

    /// <summary>Writes until cancelled, to whatever listens on the port at the moment.</summary>
    public async Task RunAsync(HttpClient http, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await TrySendAsync(http, Acknowledged, cancellationToken))
            {
                _acknowledged++;
            }
            else
            {
                Repeated++;
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    /// <summary>Waits until so many more requests are acknowledged than now.</summary>
    public async Task ProgressAsync(int requests, CancellationToken cancellationToken)
    {
        for (int enough = Acknowledged + requests; Acknowledged < enough;)
        {
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>Reads all series back and demands every acknowledged sample once, with its value, and nothing else but the one in doubt.</summary>
    public async Task VerifyAsync(HttpClient http)
    {
        long end = startTime + ((long)Acknowledged * StepMilliseconds) + 1;
        string query = Uri.EscapeDataString($"verified_total{{writer=\"{name}\"}}[{(Acknowledged * StepMilliseconds) + 1000}ms]");
        string time = (end / 1000.0).ToString("F3", CultureInfo.InvariantCulture);
        using JsonDocument answer = JsonDocument.Parse(await http.GetStringAsync($"/api/v1/query?query={query}&time={time}"));
        JsonElement result = answer.RootElement.GetProperty("data").GetProperty("result");

        Assert.Equal(Acknowledged == 0 ? 0 : series, result.GetArrayLength());
        foreach (JsonElement found in result.EnumerateArray())
        {
            VerifySeries(found);
        }
    }

    private void VerifySeries(JsonElement found)
    {
        long expected = 0;
        foreach (JsonElement sample in found.GetProperty("values").EnumerateArray())
        {
            long time = (long)Math.Round(sample[0].GetDouble() * 1000);
            Assert.Equal((startTime + (expected * StepMilliseconds), expected.ToString(CultureInfo.InvariantCulture)), (time, sample[1].GetString()));
            expected++;
        }

        // The request that was under way at a kill may or may not have become durable before.
        Assert.InRange(expected, Acknowledged, Acknowledged + 1);
    }

    private async Task<bool> TrySendAsync(HttpClient http, int sequence, CancellationToken cancellationToken)
    {
        var request = new WriteRequest();
        for (int i = 0; i < series; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            request.Add([("__name__", "verified_total"), ("series", number), ("writer", name)], startTime + ((long)sequence * StepMilliseconds), sequence);
        }

        try
        {
            using HttpResponseMessage response = await http.PostAsync("/api/v1/write", request.ToContent(), cancellationToken);
            if (response.StatusCode is HttpStatusCode.BadRequest)
            {
                Assert.Fail(await response.Content.ReadAsStringAsync(CancellationToken.None));
            }

            return response.IsSuccessStatusCode;
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
