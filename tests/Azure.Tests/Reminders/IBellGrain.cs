namespace Orleans.Obs.Azure.Tests.Reminders;

/// <summary>Rings when it is reminded.</summary>
public interface IBellGrain : IGrainWithStringKey
{
    Task WindUpAsync();
}
