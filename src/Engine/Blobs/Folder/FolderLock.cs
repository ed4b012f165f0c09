using System.Globalization;

namespace Orleans.Obs.Engine.Blobs.Folder;

/// <summary>
/// Keeps every other process off a folder for as long as this one lives: the operating system drops the lock with the process, however it ends. The process id stands in
/// a file beside it, because the locked one cannot be read by others.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string LockName = "@lock", HolderName = "@pid";

    private readonly FileStream _file;

    public FolderLock(string folder)
    {
        string holder = Path.Combine(folder, HolderName);
        try
        {
            _file = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException refused)
        {
            throw new FolderInUseException(folder, File.Exists(holder) ? File.ReadAllText(holder) : "unknown", refused);
        }

        File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => _file.Dispose();
}
