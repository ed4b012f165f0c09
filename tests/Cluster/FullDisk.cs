using System.Diagnostics;
using System.Globalization;
using Orleans.Obs.Testing;

namespace Orleans.Obs.Cluster;

/// <summary>A small file system of a test's own that can be filled up.</summary>
internal sealed class FullDisk : IDisposable
{
    private readonly TemporaryFolder _mountPoint;

    private FullDisk(TemporaryFolder mountPoint) => _mountPoint = mountPoint;

    public string DataFolder => Path.Combine(_mountPoint.Path, "data");

    private string Filler => Path.Combine(_mountPoint.Path, "filler");

    /// <summary>Mounts one; null where that is not permitted.</summary>
    public static FullDisk? TryMount(int megabytes)
    {
        var mountPoint = new TemporaryFolder();
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "tmpfs", mountPoint.Path))
        {
            return new FullDisk(mountPoint);
        }

        mountPoint.Dispose();
        return null;
    }

    /// <summary>Takes all space but so many bytes.</summary>
    public void FillUp(int remaining)
    {
        byte[] block = new byte[64 << 10];
        using FileStream filler = File.Create(Filler, bufferSize: 0);
        try
        {
            while (new DriveInfo(_mountPoint.Path).AvailableFreeSpace > remaining)
            {
                filler.Write(block);
            }
        }
        catch (IOException)
        {
            // Full: somebody else took the rest.
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "--lazy", _mountPoint.Path);
        _mountPoint.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
