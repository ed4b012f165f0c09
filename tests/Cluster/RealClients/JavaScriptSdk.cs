using System.Diagnostics;

namespace Orleans.Obs.Cluster.RealClients;

/// <summary>OpenTelemetry's SDK for JavaScript, from the npm registry, in a folder beside the test program. Tests are skipped where Node.js or npm are not to be had.</summary>
internal static class JavaScriptSdk
{
    private static readonly Lazy<Task<string?>> s_missing = new(InstallAsync);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "RealClients", "js");

    /// <summary>Runs the program that exports.</summary>
    public static async Task ExportAsync(string protocol, Uri address, string temporality)
    {
        string? missing = await s_missing.Value;
        Assert.SkipWhen(missing is not null, $"OpenTelemetry for JavaScript is not to be had: {missing}");
        (int code, string output) = await RunAsync("node", "export.mjs", protocol, address.ToString(), temporality);
        Assert.True(code == 0, output);
    }

    private static async Task<string?> InstallAsync()
    {
        try
        {
            (int code, string output) = await RunAsync("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock");
            return code == 0 ? null : output;
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return absent.Message;
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
