using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Orleans.Obs.Conformance.Http;

/// <summary>A server at an address.</summary>
internal sealed class HttpTarget(Uri address) : ISuiteTarget
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    public async Task<SuiteAnswer> SendAsync(JsonObject request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = Message(request);
        using HttpResponseMessage response = await _client.SendAsync(message, cancellationToken);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.Content.Headers.ContentEncoding.Contains("gzip") && body.Length > 0)
        {
            await using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            await gzip.CopyToAsync(plain, cancellationToken);
            body = plain.ToArray();
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, IEnumerable<string>> header in response.Headers.Concat(response.Content.Headers))
        {
            headers[header.Key] = string.Join(", ", header.Value);
        }

        return new SuiteAnswer((int)response.StatusCode, Encoding.UTF8.GetString(body), headers);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    private HttpRequestMessage Message(JsonObject request)
    {
        string path = (string)request["path"]!;
        string query = FormText(request["params"]);
        string url = query.Length == 0 ? path : path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
        (byte[]? body, string? contentType) = Body(request);
        var method = new HttpMethod((string?)request["method"] ?? (body is null ? "GET" : "POST"));
        var message = new HttpRequestMessage(method, new Uri(address, url));
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
            if (request["remote_write"] is not null)
            {
                message.Content.Headers.ContentEncoding.Add("snappy");
                message.Headers.Add("X-Prometheus-Remote-Write-Version", "0.1.0");
            }
        }

        foreach (KeyValuePair<string, JsonNode?> header in request["headers"]?.AsObject() ?? [])
        {
            string value = (string)header.Value!;
            if (!message.Headers.TryAddWithoutValidation(header.Key, value) && message.Content is { } content)
            {
                content.Headers.Remove(header.Key);
                content.Headers.TryAddWithoutValidation(header.Key, value);
            }
        }

        return message;
    }

    private static (byte[]? Body, string? ContentType) Body(JsonObject request)
    {
        foreach ((string key, JsonNode? content) in request)
        {
            switch (key)
            {
                case "remote_write":
                    return (RemoteWriteBody.Of(content!.AsArray()), "application/x-protobuf");
                case "json":
                    return (Encoding.UTF8.GetBytes(content!.ToJsonString()), "application/json");
                case "form":
                    return (Encoding.UTF8.GetBytes(FormText(content)), "application/x-www-form-urlencoded");
                case "text":
                    return (Encoding.UTF8.GetBytes((string)content!), "text/plain");
                case "base64":
                    return (Convert.FromBase64String((string)content!), null);
            }
        }

        return (null, null);
    }

    private static string FormText(JsonNode? fields)
    {
        var pairs = new List<string>();
        foreach (KeyValuePair<string, JsonNode?> field in fields?.AsObject() ?? [])
        {
            foreach (JsonNode? value in field.Value is JsonArray many ? [.. many] : new[] { field.Value })
            {
                pairs.Add($"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(value is JsonValue text && text.TryGetValue(out string? plain) ? plain : value?.ToJsonString() ?? "")}");
            }
        }

        return string.Join('&', pairs);
    }
}
