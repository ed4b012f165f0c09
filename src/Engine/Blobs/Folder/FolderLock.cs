using System.Globalization;
using System.Text;

namespace Orleans.Obs.Engine.Blobs.Folder;

/// <summary>Keeps every other process off a folder, for as long as this one lives: the operating system drops the lock with the process, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    public const string FileName = "@lock";

    private readonly FileStream _file;

    public FolderLock(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException refused)
        {
            throw new FolderInUseException(folder, HolderOf(path), refused);
        }

        _file.SetLength(0);
        _file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private static string HolderOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.ASCII);
            return reader.ReadToEnd() is { Length: > 0 } holder ? holder : "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
