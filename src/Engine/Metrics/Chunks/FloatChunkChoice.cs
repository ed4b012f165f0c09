namespace Orleans.Obs.Engine.Metrics.Chunks;

/// <summary>
/// Which form a float chunk takes. A series remembers the largest exponent that it needed, so that its chunks settle on one; a series whose chunk ran out of raw values stays with XOR
/// until two values in a row are decimals again.
/// </summary>
internal static class FloatChunkChoice
{
    /// <summary>Chunks up to this many samples are written anew when their form turns out wrong; longer ones are closed.</summary>
    public const int MaxRewritten = 40;

    /// <summary>The form for a chunk that begins with <paramref name="value"/>; <paramref name="chunk"/> still holds the sample before and the preference.</summary>
    public static byte ForFirst(in OpenFloatChunk chunk, double value)
    {
        byte preference = chunk.Preference;
        if (preference == FloatChunkForm.XorPreferred)
        {
            int recent = DecimalScale.FindExponent(chunk.LastValue);
            int exponent = recent < 0 ? -1 : DecimalScale.FindExponent(value, recent);
            return exponent >= 0 ? (byte)exponent : FloatChunkForm.Xor;
        }

        if (DecimalScale.TryScale(value, preference, out _) || BitConverter.DoubleToInt64Bits(value) == SampleValue.StaleBits)
        {
            return preference;
        }

        int found = DecimalScale.FindExponent(value);
        return found >= 0 ? (byte)found : FloatChunkForm.Xor;
    }

    /// <summary>The form that an open decimal chunk should get because it cannot take <paramref name="value"/>.</summary>
    public static byte ForNext(in OpenFloatChunk chunk, double value)
    {
        int exponent = chunk.Form & FloatChunkForm.ExponentMask;
        int found = DecimalScale.FindExponent(value, exponent + 1);
        return found >= 0 ? (byte)found : FloatChunkForm.XorPreferred;
    }
}
