namespace Orleans.Obs.Protocols.RemoteWrite;

/// <summary>Where a label's name and value lie in a message: offsets and lengths in bytes.</summary>
internal readonly record struct LabelRange(int Name, int NameLength, int Value, int ValueLength);
