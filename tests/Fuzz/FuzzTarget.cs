namespace Orleans.Obs.Fuzz;

/// <summary>A decoder of bytes from outside.</summary>
/// <param name="Name">What it decodes.</param>
/// <param name="Corpus">Valid inputs to start from.</param>
/// <param name="Decode">Decodes, and uses what it got as far as laziness needs.</param>
/// <param name="IsDocumented">Is this how the decoder says that it refuses an input?</param>
internal sealed record FuzzTarget(string Name, byte[][] Corpus, Action<byte[]> Decode, Func<Exception, bool> IsDocumented)
{
    public override string ToString() => Name;
}
