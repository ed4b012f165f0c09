namespace Orleans.Obs.Load.Costs;

/// <summary>Load of one signal, as its costs are measured: steadily as in life, for what depends on the clock, and a day in little time, for what depends on the data.</summary>
internal interface ICostedLoad
{
    /// <summary>What costs are told for, such as <c>a million active series</c>.</summary>
    string Unit { get; }

    /// <summary>How many times the load that is sent has to be taken for one unit.</summary>
    double UnitsPerLoad { get; }

    /// <summary>Sends as often as one unit does, until the time is up.</summary>
    Task SteadyAsync(TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Sends half an hour of data; the first is number 0.</summary>
    Task HalfHourAsync(int number, CancellationToken cancellationToken);

    /// <summary>Makes blocks of what was sent, as the age limit does every half an hour.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}
