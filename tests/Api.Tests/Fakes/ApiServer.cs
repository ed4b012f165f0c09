using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Obs.Api.Hosting;
using Orleans.Obs.Api.Metrics;
using Orleans.Obs.Api.Security;
using Orleans.Obs.Protocols.Tests;
using Snappier;

namespace Orleans.Obs.Api.Tests.Fakes;

/// <summary>The edges behind a real port, over shards in memory.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app, InMemoryCluster cluster)
    {
        _app = app;
        Cluster = cluster;
        Tenants = (InMemoryTenants)app.Services.GetRequiredService<ITenants>();
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public InMemoryCluster Cluster { get; }

    public InMemoryTenants Tenants { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Where gRPC is spoken, and nothing but OTLP is served.</summary>
    public Uri OtlpAddress => new(_app.Urls.Last());

    public static async Task<ApiServer> StartAsync(Action<ApiOptions>? configure = null, TimeProvider? time = null, Action<AccessOptions>? access = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestLineSize = 1 << 20;
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
        });
        var cluster = new InMemoryCluster();
        builder.Services.AddSingleton<IMetricsCluster>(cluster);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<ITenants>(new InMemoryTenants());
        builder.Services.AddObsApi(configure);
        builder.Services.Configure<AccessOptions>(access ?? (static _ => { }));
        WebApplication app = builder.Build();
        app.UseObsApi(port => port == new Uri(app.Urls.Last()).Port);
        app.MapObsApi();
        app.MapObsOperations();
        await app.StartAsync();
        return new ApiServer(app, cluster);
    }

    /// <summary>Sends a remote write message, snappy and all.</summary>
    public Task<HttpResponseMessage> WriteAsync(ProtoMessage message, int version = 1, string? tenant = null) =>
        WriteBytesAsync(Snappy.CompressToArray(message.ToArray()), version == 2 ? "application/x-protobuf;proto=io.prometheus.write.v2.Request" : "application/x-protobuf", "snappy", tenant);

    /// <summary>Sends a body to the write endpoint as it is.</summary>
    public async Task<HttpResponseMessage> WriteBytesAsync(byte[] body, string? contentType, string? encoding, string? tenant = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/write") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        if (tenant is not null)
        {
            request.Headers.Add("X-Scope-OrgID", tenant);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Stores series with one sample each, at second 1.</summary>
    public async Task StoreAsync(params (string Name, string Value)[][] series)
    {
        var message = new ProtoMessage();
        foreach ((string Name, string Value)[] labels in series)
        {
            message.Message(1, RemoteWriteMessages.Series(labels, (1000, 1)));
        }

        HttpResponseMessage response = await WriteAsync(message);
        Assert.Equal(204, (int)response.StatusCode);
    }

    /// <summary>The status and the text of an answer.</summary>
    public async Task<(int Status, string Text)> GetAsync(string path)
    {
        HttpResponseMessage response = await Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The status and the text of the answer to a form.</summary>
    public async Task<(int Status, string Text)> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        HttpResponseMessage response = await Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
