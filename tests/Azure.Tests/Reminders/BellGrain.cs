using Orleans.Runtime;

namespace Orleans.Obs.Azure.Tests.Reminders;

internal sealed class BellGrain(Rings rings, ILocalSiloDetails silo) : Grain, IBellGrain, IRemindable
{
    public Task WindUpAsync() => this.RegisterOrUpdateReminder("ring", dueTime: TimeSpan.FromMilliseconds(100), period: TimeSpan.FromSeconds(1));

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        rings.Heard(this.GetPrimaryKeyString(), silo.SiloAddress);
        return Task.CompletedTask;
    }
}
