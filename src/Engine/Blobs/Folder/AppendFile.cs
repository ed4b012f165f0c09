using Microsoft.Win32.SafeHandles;

namespace Orleans.Obs.Engine.Blobs.Folder;

/// <summary>
/// A file that only grows, by appends that count as a whole or not at all. <see cref="Length"/> is what counts; the file may for a moment be longer, while an append
/// runs or after one that failed and could not be undone yet.
/// </summary>
internal sealed class AppendFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private long _length;
    private bool _overhang;

    public AppendFile(string path)
    {
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _length = RandomAccess.GetLength(_handle);
    }

    public long Length => Volatile.Read(ref _length);

    /// <summary>Writes and flushes. When it throws, the bytes do not count, and the next append removes what may be left of them.</summary>
    public void Append(ReadOnlySpan<byte> content)
    {
        if (_overhang)
        {
            RemoveOverhang();
        }

        _overhang = true;
        try
        {
            RandomAccess.Write(_handle, content, _length);
            RandomAccess.FlushToDisk(_handle);
        }
        catch (IOException)
        {
            TryRemoveOverhang();
            throw;
        }

        _overhang = false;
        Volatile.Write(ref _length, _length + content.Length);
    }

    /// <summary>Leaves the file exactly as long as it counts.</summary>
    public void RemoveOverhang()
    {
        if (_overhang)
        {
            RandomAccess.SetLength(_handle, _length);
            RandomAccess.FlushToDisk(_handle);
            _overhang = false;
        }
    }

    public void Dispose() => _handle.Dispose();

    private void TryRemoveOverhang()
    {
        try
        {
            RemoveOverhang();
        }
        catch (IOException)
        {
            // The disk is failing altogether; the mark stays, and the failure of the append is the one to report.
        }
    }
}
