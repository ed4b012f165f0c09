namespace Orleans.Obs.Load.Costs;

/// <summary>What runs for one unit of load, and how long its data is kept.</summary>
/// <param name="Silos">Silos; each writes a log of its own.</param>
/// <param name="ApiProcesses">API processes.</param>
/// <param name="Cores">Cores of a process.</param>
/// <param name="Gibibytes">Memory of a process.</param>
/// <param name="RetentionDays">Days that data is kept.</param>
internal sealed record Sizing(int Silos, int ApiProcesses, double Cores, double Gibibytes, int RetentionDays);
