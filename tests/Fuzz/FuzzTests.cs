using System.Diagnostics;
using System.Globalization;

namespace Orleans.Obs.Fuzz;

/// <summary>
/// Whatever the bytes are, a decoder decodes them or refuses them in the way that it documents, soon and without much memory. OBS_FUZZ_SECONDS sets how long each decoder is tried,
/// OBS_FUZZ_SEED where it starts, OBS_FUZZ_TARGET which one alone.
/// </summary>
public sealed class FuzzTests
{
    private const long MostAllocated = 256L << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Setting("OBS_FUZZ_SECONDS", 2));
    private static readonly int Seed = Setting("OBS_FUZZ_SEED", 1);
    private static readonly string? Only = Environment.GetEnvironmentVariable("OBS_FUZZ_TARGET");

    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(static target => target.Name).Where(static name => Only is null || Only == name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_decoder_survives_anything(string name)
    {
        FuzzTarget target = FuzzTargets.All.Single(target => target.Name == name);
        foreach (byte[] valid in target.Corpus)
        {
            target.Decode(valid);
        }

        var mutation = new Mutation(target.Corpus, new Random(Seed));
        long started = Stopwatch.GetTimestamp(), inputs = 0, accepted = 0;
        for (; Stopwatch.GetElapsedTime(started) < Duration; inputs++)
        {
            accepted += Try(target, mutation.Next()) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {inputs} inputs, {accepted} accepted, in {Duration.TotalSeconds} s from seed {Seed}"));
        Assert.True(inputs > accepted || target.Corpus.Length == 0, "nothing is refused");
    }

    private static bool Try(FuzzTarget target, byte[] input)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread(), begun = Stopwatch.GetTimestamp();
        bool accepted = false;
        try
        {
            target.Decode(input);
            accepted = true;
        }
        catch (Exception refused) when (target.IsDocumented(refused))
        {
        }
        catch (Exception defect)
        {
            Assert.Fail($"{target.Name}, {Convert.ToHexString(input)}:\n{defect}");
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(allocated < MostAllocated, $"{target.Name}: {allocated} bytes allocated for {Convert.ToHexString(input)}");
        Assert.True(Stopwatch.GetElapsedTime(begun) < Longest, $"{target.Name}: {Stopwatch.GetElapsedTime(begun)} for {Convert.ToHexString(input)}");
        return accepted;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
