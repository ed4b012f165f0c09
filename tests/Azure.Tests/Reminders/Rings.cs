using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Obs.Azure.Tests.Reminders;

/// <summary>Which bells rang where.</summary>
internal sealed class Rings
{
    private readonly ConcurrentDictionary<(string Bell, SiloAddress Silo), int> _heard = new();

    public void Heard(string bell, SiloAddress silo) => _heard.AddOrUpdate((bell, silo), 1, static (_, rung) => rung + 1);

    public int Of(string bell, SiloAddress silo) => _heard.GetValueOrDefault((bell, silo));

    public SiloAddress? WhereLast(string bell) => _heard.Keys.Where(key => key.Bell == bell).Select(static key => key.Silo).FirstOrDefault();

    /// <summary>Waits until a condition holds.</summary>
    public static async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
