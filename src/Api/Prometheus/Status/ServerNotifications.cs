using System.Threading.Channels;

namespace Orleans.Obs.Api.Prometheus.Status;

/// <summary>
/// What operators should know now, and those who want to hear of it as it comes and goes. Conditions are told by the host with <see cref="Set"/>. Thread-safe.
/// </summary>
public sealed class ServerNotifications(TimeProvider time)
{
    /// <summary>So many listen at the same time.</summary>
    internal const int MaxSubscribers = 16;

    // A listener that is so far behind loses the oldest news.
    private const int Backlog = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServerNotification> _active = new(StringComparer.Ordinal);
    private readonly HashSet<Channel<ServerNotification>> _subscribers = [];

    /// <summary>Says that a condition holds, or that it does not; only changes are told.</summary>
    public void Set(string text, bool active)
    {
        lock (_gate)
        {
            if (_active.ContainsKey(text) == active)
            {
                return;
            }

            var notification = new ServerNotification(text, time.GetUtcNow(), active);
            if (active)
            {
                _active.Add(text, notification);
            }
            else
            {
                _active.Remove(text);
            }

            foreach (Channel<ServerNotification> subscriber in _subscribers)
            {
                subscriber.Writer.TryWrite(notification);
            }
        }
    }

    /// <summary>What holds now, the oldest first.</summary>
    internal IReadOnlyList<ServerNotification> Active()
    {
        lock (_gate)
        {
            return [.. _active.Values.OrderBy(notification => notification.Date)];
        }
    }

    /// <summary>A channel that begins with what holds now; null when too many listen already. Give it back with <see cref="Unsubscribe"/>.</summary>
    internal Channel<ServerNotification>? Subscribe()
    {
        var channel = Channel.CreateBounded<ServerNotification>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            if (_subscribers.Count >= MaxSubscribers)
            {
                return null;
            }

            foreach (ServerNotification notification in _active.Values)
            {
                channel.Writer.TryWrite(notification);
            }

            _subscribers.Add(channel);
            return channel;
        }
    }

    internal void Unsubscribe(Channel<ServerNotification> subscriber)
    {
        lock (_gate)
        {
            _subscribers.Remove(subscriber);
        }
    }
}
