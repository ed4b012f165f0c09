using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary><c>/notifications</c> as a list, and <c>/notifications/live</c> as server-sent events.</summary>
internal sealed class NotificationEndpoints(ServerNotifications notifications, IHostApplicationLifetime lifetime)
{
    public Task ListAsync(PrometheusRequest request, CancellationToken cancellationToken) => PrometheusPipeline.AnswerAsync(request.Context, notifications.Active());

    public async Task LiveAsync(PrometheusRequest request, CancellationToken cancellationToken)
    {
        HttpResponse response = request.Context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache";
        Channel<ServerNotification>? news = notifications.Subscribe();
        if (news is null)
        {
            await PrometheusPipeline.NoContentAsync(request.Context);
            return;
        }

        // A stream without an end must not hold the process back when it stops.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            request.Context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await response.StartAsync(stop.Token);
            await response.Body.FlushAsync(stop.Token);
            await foreach (ServerNotification notification in news.Reader.ReadAllAsync(stop.Token))
            {
                await response.WriteAsync($"data: {JsonSerializer.Serialize(notification)}\n\n", stop.Token);
                await response.Body.FlushAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The listener left, or the process stops: the stream ends.
        }
        finally
        {
            notifications.Unsubscribe(news);
        }
    }
}
