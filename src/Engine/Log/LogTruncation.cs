using Orleans.Obs.Engine.Blobs;

namespace Orleans.Obs.Engine.Log;

/// <summary>Deletes a log's oldest segments in the background, one run at a time. What cannot be deleted now is tried again when more may go.</summary>
internal sealed class LogTruncation(IBlobStore store, string logId)
{
    private readonly Lock _lock = new();
    private int _first;
    private int _end;
    private bool _running;
    private Task _run = Task.CompletedTask;

    /// <summary>Allows the deletion of every segment below <paramref name="segment"/>.</summary>
    public void Allow(int segment)
    {
        lock (_lock)
        {
            _end = Math.Max(_end, segment);
            if (_first < _end && !_running)
            {
                _running = true;
                _run = DeleteAsync();
            }
        }
    }

    /// <summary>Completes when no deletion is under way.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            return _run;
        }
    }

    private async Task DeleteAsync()
    {
        bool more = true;
        while (more)
        {
            try
            {
                await store.DeleteAsync(LogFormat.NameOf(logId, _first), CancellationToken.None).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The store is failing; the segments cost space and nothing else.
                Volatile.Write(ref _running, false);
                return;
            }

            lock (_lock)
            {
                _first++;
                more = _running = _first < _end;
            }
        }
    }
}
