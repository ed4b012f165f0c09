namespace Orleans.Obs.Load.Sending;

/// <summary>A request's body and how many samples it holds.</summary>
internal sealed record PreparedRequest(byte[] Body, int Samples);
