using System.Net;
using System.Net.Http.Headers;
using Orleans.Obs.Testing;
using Snappier;

namespace Orleans.Obs.Cluster;

/// <summary>Whatever is sent, the answer is the one that makes a sender do the right thing, and memory stays bounded.</summary>
public sealed class BadInputTests
{
    private const int Gibibyte = 1 << 30;
    private const long MostMemory = 700L << 20;

    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bad_requests_get_the_status_that_the_protocol_asks_for_and_cost_little_memory()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "limits"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "limits", "slow.json"), """{ "ingestionRate": 10, "ingestionBurst": 10 }""", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "limits", "small.json"), """{ "activeSeries": 1 }""", Cancellation);
        await using SiloProcess silo = await SiloProcess.StartReadyAsync(SiloPorts.Free(), folder.Path);
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        byte[] good = Compressed(One("good", now, 1));
        byte[] garbage = new byte[100_000];
        new Random(1).NextBytes(garbage);

        await ExpectAsync(silo, HttpStatusCode.NoContent, good);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await silo.Http.GetAsync("/api/v1/write", Cancellation)).StatusCode);

        // Both headers are looked at before the body.
        foreach ((string type, string encoding) in ((string, string)[])
            [
                ("application/json", "snappy"), ("image/png", "snappy"), ("application/x-protobuf;proto=io.example.Unknown", "snappy"), ("application/x-protobuf", "gzip"),
                ("application/x-protobuf", "deflate"), ("application/x-protobuf", "zstd"),
            ])
        {
            await ExpectAsync(silo, HttpStatusCode.UnsupportedMediaType, garbage, type, encoding);
        }

        await ExpectAsync(silo, HttpStatusCode.BadRequest, garbage);
        await ExpectAsync(silo, HttpStatusCode.BadRequest, []);
        await ExpectAsync(silo, HttpStatusCode.BadRequest, Compressed(garbage));
        await ExpectAsync(silo, HttpStatusCode.BadRequest, good[..^3]);
        await ExpectAsync(silo, HttpStatusCode.BadRequest, [(byte)'0', .. good[1..]]);

        // A version 1 message has nothing in it that version 2 knows.
        await ExpectAsync(silo, HttpStatusCode.NoContent, good, "application/x-protobuf;proto=io.prometheus.write.v2.Request");

        // A gibibyte that is only declared, and one that is really in fifty megabytes. (The second has a body that is too large already.)
        await ExpectAsync(silo, HttpStatusCode.BadRequest, [.. Varint(Gibibyte), .. garbage]);
        await ExpectAsync(silo, HttpStatusCode.RequestEntityTooLarge, Bomb(Gibibyte));
        await ExpectAsync(silo, HttpStatusCode.BadRequest, Bomb(Gibibyte / 4));

        await ExpectAsync(silo, HttpStatusCode.BadRequest, Compressed(ManyLabels(now)));
        await ExpectAsync(silo, HttpStatusCode.BadRequest, Compressed(One("future", long.MaxValue, 1)));
        await ExpectAsync(silo, HttpStatusCode.BadRequest, Compressed(One("past", long.MinValue, 1)));
        await ExpectAsync(silo, HttpStatusCode.BadRequest, Compressed(One("past", 0, 1)));

        // Version 1 leaves series with invalid labels out without a word, as Prometheus does.
        byte[] invalid = One("bad_utf8", now, 1);
        invalid[invalid.AsSpan().IndexOf("utf8"u8)] = 0xff;
        await ExpectAsync(silo, HttpStatusCode.NoContent, Compressed(invalid));
        foreach (long bits in (long[])[0x7ff0000000000002, 0x7ff8000000000001, unchecked((long)0xfff8123456789abc), 0x7ff0000000000001])
        {
            await ExpectAsync(silo, HttpStatusCode.NoContent, Compressed(One($"nan_{bits:x}", now, BitConverter.Int64BitsToDouble(bits))));
        }

        // Limits: a rate is for later (a request beyond it is taken once and paid for by the next ones), a number of series is for never.
        var many = new WriteRequest();
        for (int i = 0; i < 1_000; i++)
        {
            many.Add([("__name__", "many"), ("number", $"{i}")], now, i);
        }

        await ExpectAsync(silo, HttpStatusCode.NoContent, Compressed(many.Encoded), tenant: "slow");
        await ExpectAsync(silo, HttpStatusCode.TooManyRequests, Compressed(many.Encoded), tenant: "slow");
        await ExpectAsync(silo, HttpStatusCode.BadRequest, Compressed(many.Encoded), tenant: "small");
        await ExpectAsync(silo, HttpStatusCode.BadRequest, good, tenant: "../../etc");

        // The same over and over, side by side.
        byte[] bomb = Bomb(Gibibyte / 4);
        await Parallel.ForAsync(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (i, token) =>
        {
            using HttpResponseMessage response = await SendAsync(silo, (i % 4) switch { 0 => bomb, 1 => garbage, 2 => Compressed(garbage), _ => [.. Varint(Gibibyte), .. garbage] });
            Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests]);
        });

        await ExpectAsync(silo, HttpStatusCode.NoContent, good);
        string answer = await silo.Http.GetStringAsync($"/api/v1/query?query=count({{__name__=~\".%2B\"}})&time={now / 1000 + 1}", Cancellation);
        Assert.Contains("\"4\"]", answer, StringComparison.Ordinal); // good and three NaNs; the fourth is a stale marker
        Assert.DoesNotContain(silo.Output, line => line.Contains("fail:", StringComparison.Ordinal));
        TestContext.Current.TestOutputHelper!.WriteLine($"at most {silo.PeakResidentBytes >> 20} MiB resident");
        Assert.InRange(silo.PeakResidentBytes, 1, MostMemory);
    }

    private static async Task ExpectAsync(
        SiloProcess silo, HttpStatusCode expected, byte[] body, string type = "application/x-protobuf", string encoding = "snappy", string? tenant = null)
    {
        using HttpResponseMessage response = await SendAsync(silo, body, type, encoding, tenant);
        string text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == expected, $"{expected} expected for {body.Length} bytes of {type} in {encoding}: {(int)response.StatusCode} {text[..Math.Min(text.Length, 300)]}");
        Assert.True(response.StatusCode != HttpStatusCode.TooManyRequests || response.Headers.RetryAfter is not null, "429 without Retry-After");
    }

    private static async Task<HttpResponseMessage> SendAsync(
        SiloProcess silo, byte[] body, string type = "application/x-protobuf", string encoding = "snappy", string? tenant = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/write") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Content.Headers.ContentEncoding.Add(encoding);
        if (tenant is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Scope-OrgID", tenant);
        }

        // A body that is refused early must not end the connection before the answer is read.
        request.Headers.ExpectContinue = body.Length > 1 << 20;
        return await silo.Http.SendAsync(request, Cancellation);
    }

    private static byte[] One(string name, long timestamp, double value) => new WriteRequest().Add([("__name__", name), ("job", "bad")], timestamp, value).Encoded.ToArray();

    private static byte[] ManyLabels(long now) =>
        new WriteRequest().Add([("__name__", "many_labels"), .. Enumerable.Range(0, 10_000).Select(static i => ($"label_{i:D5}", "value"))], now, 1).Encoded.ToArray();

    private static byte[] Compressed(ReadOnlySpan<byte> message) => Snappy.CompressToArray(message);

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    /// <summary>A sound block of zeros: one byte, then copies of 64 bytes in three bytes each.</summary>
    private static byte[] Bomb(int size)
    {
        using var block = new MemoryStream();
        block.Write(Varint(size));
        block.Write([0, 0]);
        int left = size - 1;
        for (; left >= 64; left -= 64)
        {
            block.Write([(63 << 2) | 2, 1, 0]);
        }

        if (left > 0)
        {
            block.Write([(byte)(((left - 1) << 2) | 2), 1, 0]);
        }

        return block.ToArray();
    }
}
