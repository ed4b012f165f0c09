using System.Collections.Concurrent;

namespace Orleans.Obs.Engine.Blobs.Folder;

/// <summary>
/// Runs blocking file calls one after the other on a thread of its own. A log flushes hundreds of times a second and each flush blocks for as long as the disk takes;
/// on the thread pool of a small machine that would be half of the threads.
/// </summary>
internal sealed class DiskThread
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public DiskThread(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public Task<T> RunAsync<T>(Func<T> call)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                completion.SetResult(call());
            }
            catch (Exception failure)
            {
                completion.SetException(failure);
            }
        });
        return completion.Task;
    }

    /// <summary>Finishes what was asked for; nothing more may be.</summary>
    public void Stop()
    {
        _work.CompleteAdding();
        _thread.Join();
    }

    private void Run()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
