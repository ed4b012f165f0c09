using Orleans.Obs.Query.PromQL.Evaluation;
using Orleans.Obs.Query.PromQL.Syntax;

namespace Orleans.Obs.Conformance.PromQL;

/// <summary>Runs every script, Prometheus' own where they are at hand and ours always.</summary>
public class PromQLScriptTests
{
    private const string Missing = "no scripts here";

    private static readonly string? TheirFolder = RepositoryFolders.Find("OBS_PROMQL_TESTDATA", "../shared/conformance/promql-testdata");
    private static readonly string OurFolder = Path.Combine(AppContext.BaseDirectory, "testdata");

    public static TheoryData<string> Theirs { get; } = [.. TheirFolder is null ? [Missing] : Names(TheirFolder)];

    public static TheoryData<string> Ours { get; } = [.. Names(OurFolder)];

    [Theory]
    [MemberData(nameof(Theirs))]
    public async Task Prometheus_scripts_hold(string file)
    {
        Assert.SkipWhen(TheirFolder is null, "Set OBS_PROMQL_TESTDATA to the folder of Prometheus' promqltest scripts.");
        await RunAsync(Path.Combine(TheirFolder!, file), new InMemoryScriptStorage());
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public async Task Our_scripts_hold(string file) => await RunAsync(Path.Combine(OurFolder, file), new InMemoryScriptStorage());

    [Theory]
    [MemberData(nameof(Theirs))]
    public async Task Prometheus_scripts_hold_over_the_storage_engine(string file)
    {
        Assert.SkipWhen(TheirFolder is null, "Set OBS_PROMQL_TESTDATA to the folder of Prometheus' promqltest scripts.");
        await RunAsync(Path.Combine(TheirFolder!, file), new ShardScriptStorage());
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public async Task Our_scripts_hold_over_the_storage_engine(string file) => await RunAsync(Path.Combine(OurFolder, file), new ShardScriptStorage());

    [Theory]
    [MemberData(nameof(Ours))]
    public async Task Our_scripts_hold_without_delayed_name_removal(string file)
    {
        // Scripts about names themselves have a version of their own.
        string immediate = Path.Combine(OurFolder, "immediate", file);
        await RunAsync(File.Exists(immediate) ? immediate : Path.Combine(OurFolder, file), new InMemoryScriptStorage(), PromQLFeatures.DelayedNameRemoval);
    }

    [Theory]
    [MemberData(nameof(Theirs))]
    public async Task Queries_survive_printing(string file)
    {
        Assert.SkipWhen(TheirFolder is null, "Set OBS_PROMQL_TESTDATA to the folder of Prometheus' promqltest scripts.");
        IReadOnlyList<ScriptCommand> script = ScriptParser.Parse(await File.ReadAllTextAsync(Path.Combine(TheirFolder!, file), TestContext.Current.CancellationToken));
        Assert.All(script.OfType<EvalCommand>(), eval =>
        {
            string printed = PromQLPrinter.Print(PromQLParser.Parse(eval.Query, PromQLFeatures.All));
            Assert.Equal(printed, PromQLPrinter.Print(PromQLParser.Parse(printed, PromQLFeatures.All)));
        });
    }

    private static async Task RunAsync(string path, IScriptStorage storage, PromQLFeatures off = PromQLFeatures.None)
    {
        await using IScriptStorage disposed = storage;
        var runner = new ScriptRunner(new PromQLEngine(ScriptRunner.Options with { Features = ScriptRunner.Options.Features & ~off }), storage);
        IReadOnlyList<ScriptCommand> script = ScriptParser.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        IReadOnlyList<string> faults = await runner.RunAsync(script, TestContext.Current.CancellationToken);
        Assert.True(faults.Count == 0, $"{faults.Count} of {runner.Evaluated} evals failed:\n{string.Join('\n', faults)}");
    }

    private static IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(folder, "*.test").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
