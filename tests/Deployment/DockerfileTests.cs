using System.Text.RegularExpressions;
using Orleans.Obs.Silo.Configuration;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Deployment;

/// <summary>What can be known about the image without building it. OBS_TEST_IMAGE=1 also runs the command that the image is built with, on the files that it gets.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Architecture.Repository.Root, "Dockerfile"));

    private static IEnumerable<string> Sources => Lines.Where(static line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
        .SelectMany(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1]);

    private static string Publish => PublishCommand().Match(string.Join('\n', Lines)).Groups["arguments"].Value;

    [Fact]
    public void What_it_copies_is_there_and_is_not_ignored()
    {
        string[] ignored = File.ReadAllLines(Path.Combine(Architecture.Repository.Root, ".dockerignore"));

        Assert.NotEmpty(Sources);
        Assert.All(Sources, source =>
        {
            Assert.True(Path.Exists(Path.Combine(Architecture.Repository.Root, source)), source);
            Assert.Contains($"!{source}", ignored);
        });
        Assert.True(File.Exists(Path.Combine(Architecture.Repository.Root, Publish.Split(' ')[0])), Publish);
    }

    [Fact]
    public void It_runs_as_somebody_without_rights_with_settings_and_ports_that_exist()
    {
        int last = Array.FindLastIndex(Lines, static line => line.StartsWith("FROM ", StringComparison.Ordinal));
        string[] final = Lines[last..];

        Assert.Contains("USER $APP_UID", final);
        Assert.Contains(final, static line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal));
        Assert.All(Settings().Matches(string.Join('\n', final)), static setting => Assert.Contains(setting.Value.Replace("__", ":", StringComparison.Ordinal), SettingsCatalog.Keys));
        string exposed = final.Single(static line => line.StartsWith("EXPOSE ", StringComparison.Ordinal));
        Assert.Equal($"EXPOSE {new HttpOptions().Port} 4317 4318 {new ClusterOptions().SiloPort} {new ClusterOptions().GatewayPort}", exposed);
    }

    [Fact]
    public async Task The_command_that_builds_it_makes_the_program_out_of_the_files_that_it_gets()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("OBS_TEST_IMAGE") == "1", "takes minutes; set OBS_TEST_IMAGE=1");
        using var folder = new TemporaryFolder();
        foreach (string source in Sources)
        {
            Copy(Path.Combine(Architecture.Repository.Root, source), Path.Combine(folder.Path, source));
        }

        string output = Path.Combine(folder.Path, "app");
        string[] arguments = ["publish", .. Publish.Replace("/app", output, StringComparison.Ordinal).Split(' ')];
        arguments[1] = Path.Combine(folder.Path, arguments[1]);
        (int exitCode, string printed) = (await ToolProcess.RunAsync("dotnet", arguments))!.Value;

        Assert.True(exitCode == 0, printed);
        Assert.True(File.Exists(Path.Combine(output, "orleans-obs")));
        Assert.DoesNotContain("warning", printed, StringComparison.OrdinalIgnoreCase);
    }

    private static void Copy(string source, string destination)
    {
        if (File.Exists(source))
        {
            File.Copy(source, destination);
            return;
        }

        Directory.CreateDirectory(destination);
        foreach (string entry in Directory.EnumerateFileSystemEntries(source).Where(static entry => Path.GetFileName(entry) is not ("bin" or "obj")))
        {
            Copy(entry, Path.Combine(destination, Path.GetFileName(entry)));
        }
    }

    [GeneratedRegex("dotnet publish (?<arguments>[^\\n]+)")]
    private static partial Regex PublishCommand();

    [GeneratedRegex("Obs__[A-Za-z_]+")]
    private static partial Regex Settings();
}
