namespace Orleans.Obs.Engine.Tests.Shards.Simulation;

/// <summary>The storage broke a promise; the message tells the story.</summary>
internal sealed class SimulationFailedException(string message, Exception cause) : Exception(message, cause);
