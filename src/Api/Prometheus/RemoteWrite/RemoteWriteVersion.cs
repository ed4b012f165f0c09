using Microsoft.AspNetCore.Http;

namespace Orleans.Obs.Api.Prometheus.RemoteWrite;

/// <summary>The message of a remote write request.</summary>
internal enum RemoteWriteVersion
{
    /// <summary>Neither: the client may send another format.</summary>
    Unsupported,

    /// <summary><c>prometheus.WriteRequest</c></summary>
    One,

    /// <summary><c>io.prometheus.write.v2.Request</c></summary>
    Two,
}

internal static class RemoteWriteVersions
{
    /// <summary>
    /// The version that the headers state. Both headers are checked before the body is looked at: a body of the wrong kind is no reason for 400, which would keep the
    /// client from trying another format.
    /// </summary>
    public static RemoteWriteVersion Of(HttpRequest request)
    {
        string? encoding = request.Headers.ContentEncoding;
        if (!string.IsNullOrEmpty(encoding) && !encoding.Equals("snappy", StringComparison.OrdinalIgnoreCase))
        {
            return RemoteWriteVersion.Unsupported;
        }

        string? type = request.ContentType;
        if (string.IsNullOrEmpty(type))
        {
            return RemoteWriteVersion.One;
        }

        string[] parts = type.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals("application/x-protobuf", StringComparison.OrdinalIgnoreCase))
        {
            return RemoteWriteVersion.Unsupported;
        }

        foreach (string parameter in parts.AsSpan(1))
        {
            string[] pair = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair is ["proto", string message])
            {
                return message switch
                {
                    "prometheus.WriteRequest" => RemoteWriteVersion.One,
                    "io.prometheus.write.v2.Request" => RemoteWriteVersion.Two,
                    _ => RemoteWriteVersion.Unsupported,
                };
            }
        }

        return RemoteWriteVersion.One;
    }
}
