using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Orleans.Obs.Engine.Blobs.Folder;

namespace Orleans.Obs.Engine.Blobs;

/// <summary>
/// Blobs as files below one folder that this process has for itself. Whole blobs carry their own names and come into being by writing a temporary file, flushing it and
/// renaming it. Appendable blobs are named <c>name@open</c> and, once sealed, <c>name@sealed</c>; the sign cannot occur in blob names. A name must not be the folder of
/// another.
/// </summary>
/// <remarks>
/// The ETag of a whole blob is its modification time and length. The store sets the time itself, later than any it set before and than that of the file
/// replaced, so no two contents of a name share a tag, and tags stay right over restarts without a file for them.
/// </remarks>
public sealed class FolderBlobStore : IBlobStore, IDisposable
{
    private const string OpenMark = "@open", SealedMark = "@sealed", ScratchFolder = "@tmp";

    private readonly string _root;
    private readonly TimeProvider _time;
    private readonly FolderLock _folderLock;
    private readonly DiskThread _appends;
    private readonly ConcurrentDictionary<string, AppendFile> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _directories = new(StringComparer.Ordinal);
    private readonly Lock _timeLock = new();
    private readonly Lock[] _nameLocks = [.. Enumerable.Range(0, 64).Select(_ => new Lock())];
    private long _lastTime;
    private long _scratchFiles;

    /// <summary>Opens the folder, creating it when it is missing.</summary>
    /// <exception cref="FolderInUseException">Another process works on it.</exception>
    public FolderBlobStore(string folder, TimeProvider time)
    {
        _time = time;
        _root = Path.GetFullPath(folder);
        Directory.CreateDirectory(_root);
        _folderLock = new FolderLock(_root);
        string scratch = Path.Combine(_root, ScratchFolder);
        if (Directory.Exists(scratch))
        {
            Directory.Delete(scratch, recursive: true);
        }

        Directory.CreateDirectory(scratch);
        _directories[_root] = true;
        _appends = new DiskThread("obs append");
    }

    /// <inheritdoc/>
    public ValueTask<BlobETag?> PutIfAbsentAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        => RunAsync("put", name, () => Put(name, content, expected: null), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlobETag?> PutIfMatchAsync(string name, ReadOnlyMemory<byte> content, BlobETag expected, CancellationToken cancellationToken)
        => RunAsync("replace", name, () => Put(name, content, expected), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<BlobRead?> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            using SafeFileHandle? handle = OpenForReading(name, out BlobFile file);
            if (handle is null)
            {
                return null;
            }

            long length = LengthOf(name, file, RandomAccess.GetLength(handle));
            BlobETag tag = TagOf(file, length, handle);
            int wanted = (int)Math.Clamp(length - offset, 0, destination.Length), count = 0;
            while (count < wanted)
            {
                int read = await RandomAccess.ReadAsync(handle, destination[count..wanted], offset + count, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    throw new IOException("the file is shorter than it was");
                }

                count += read;
            }

            return new BlobRead(count, length, tag);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BlobUnavailableException("read", name, failure);
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobProperties?> StatAsync(string name, CancellationToken cancellationToken)
        => RunAsync("stat", name, () => Find(name) is { } file ? Describe(name, file) : null, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobProperties> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<BlobProperties> found = await RunAsync("list", prefix, () => List(prefix), cancellationToken).ConfigureAwait(false);
        foreach (BlobProperties blob in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return blob;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken)
        => RunAsync("delete", name, () => Delete(name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CreateAppendableAsync(string name, CancellationToken cancellationToken)
        => RunAsync("create", name, () => Create(name), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<AppendOutcome> AppendAsync(string name, long expectedLength, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            return await _appends.RunAsync(() => Append(name, expectedLength, content)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BlobUnavailableException("append to", name, failure);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> SealAsync(string name, CancellationToken cancellationToken)
        => RunAsync("seal", name, () => Seal(name), cancellationToken);

    /// <summary>Lets the folder go.</summary>
    public void Dispose()
    {
        _appends.Stop();
        foreach (AppendFile file in _open.Values)
        {
            file.Dispose();
        }

        _folderLock.Dispose();
    }

    private static async ValueTask<T> RunAsync<T>(string operation, string name, Func<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(call, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BlobUnavailableException(operation, name, failure);
        }
    }

    private BlobETag? Put(string name, ReadOnlyMemory<byte> content, BlobETag? expected)
    {
        string path = PathOf(name), directory = Path.GetDirectoryName(path)!;
        string scratch = Path.Combine(_root, ScratchFolder, Interlocked.Increment(ref _scratchFiles).ToString(CultureInfo.InvariantCulture));
        DateTime modified = NextTime(expected);
        try
        {
            using (SafeFileHandle handle = File.OpenHandle(scratch, FileMode.CreateNew, FileAccess.Write, FileShare.None, preallocationSize: content.Length))
            {
                RandomAccess.Write(handle, content.Span, 0);
                File.SetLastWriteTimeUtc(handle, modified);
                RandomAccess.FlushToDisk(handle);
            }

            EnsureDirectory(directory);
            lock (LockOf(name))
            {
                BlobETag? current = Find(name) is { } found ? Describe(name, found)?.ETag : null;
                if (current != expected)
                {
                    return null;
                }

                File.Move(scratch, path, overwrite: true);
                DirectorySync.Flush(directory);
                return WholeTag(modified, content.Length);
            }
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    private bool Create(string name)
    {
        string path = PathOf(name) + OpenMark;
        lock (LockOf(name))
        {
            if (Find(name) is not null)
            {
                return false;
            }

            EnsureDirectory(Path.GetDirectoryName(path)!);
            File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write).Dispose();
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
            return true;
        }
    }

    private AppendOutcome Append(string name, long expectedLength, ReadOnlyMemory<byte> content)
    {
        lock (LockOf(name))
        {
            if (!_open.TryGetValue(name, out AppendFile? file))
            {
                switch (Find(name))
                {
                    case { Kind: FileKind.Open } found:
                        file = _open[name] = new AppendFile(found.Path);
                        break;
                    case { Kind: FileKind.Sealed } found:
                        return new AppendOutcome(AppendStatus.Sealed, new FileInfo(found.Path).Length);
                    default:
                        return new AppendOutcome(AppendStatus.Absent, 0);
                }
            }

            if (file.Length != expectedLength)
            {
                return new AppendOutcome(AppendStatus.LengthMismatch, file.Length);
            }

            file.Append(content.Span);
            return new AppendOutcome(AppendStatus.Appended, file.Length);
        }
    }

    private bool Seal(string name)
    {
        lock (LockOf(name))
        {
            BlobFile? found = Find(name);
            if (found is not { Kind: FileKind.Open } file)
            {
                return found is { Kind: FileKind.Sealed };
            }

            if (_open.TryGetValue(name, out AppendFile? open))
            {
                open.RemoveOverhang();
            }

            string path = PathOf(name);
            File.Move(file.Path, path + SealedMark);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
            Forget(name);
            return true;
        }
    }

    private bool Delete(string name)
    {
        lock (LockOf(name))
        {
            if (Find(name) is not { } file)
            {
                return false;
            }

            Forget(name);
            File.Delete(file.Path);
            DirectorySync.Flush(Path.GetDirectoryName(file.Path)!);
            return true;
        }
    }

    private void Forget(string name)
    {
        if (_open.TryRemove(name, out AppendFile? open))
        {
            open.Dispose();
        }
    }

    private List<BlobProperties> List(string prefix)
    {
        var found = new List<BlobProperties>();
        string folder = Path.Combine(_root, prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (!Directory.Exists(folder))
        {
            return found;
        }

        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(_root, path).Replace(Path.DirectorySeparatorChar, '/');
            if (relative.StartsWith('@') || !relative.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            int mark = relative.IndexOf('@', StringComparison.Ordinal);
            string name = mark < 0 ? relative : relative[..mark];
            FileKind kind = mark < 0 ? FileKind.Whole : relative.EndsWith(SealedMark, StringComparison.Ordinal) ? FileKind.Sealed : FileKind.Open;
            if ((Describe(name, new BlobFile(path, kind)) ?? (Find(name) is { } moved ? Describe(name, moved) : null)) is { } blob)
            {
                found.Add(blob);
            }
        }

        found.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return found;
    }

    private SafeFileHandle? OpenForReading(string name, out BlobFile file)
    {
        // A seal may rename the file between finding and opening it; the second look finds it where it went.
        for (int attempt = 0; ; attempt++)
        {
            if (Find(name) is not { } found)
            {
                file = default;
                return null;
            }

            file = found;
            try
            {
                return File.OpenHandle(found.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (FileNotFoundException) when (attempt < 2)
            {
            }
        }
    }

    private BlobProperties? Describe(string name, BlobFile file)
    {
        var info = new FileInfo(file.Path);
        if (!info.Exists)
        {
            return null;
        }

        long length = LengthOf(name, file, info.Length);
        BlobETag tag = file.Kind == FileKind.Whole ? WholeTag(info.LastWriteTimeUtc, length) : AppendTag(info.CreationTimeUtc, length);
        return new BlobProperties(name, length, tag, file.Kind == FileKind.Sealed, new DateTimeOffset(info.LastWriteTimeUtc));
    }

    private long LengthOf(string name, BlobFile file, long fileLength)
        => file.Kind == FileKind.Open && _open.TryGetValue(name, out AppendFile? open) ? open.Length : fileLength;

    private static BlobETag TagOf(BlobFile file, long length, SafeFileHandle handle)
        => file.Kind == FileKind.Whole ? WholeTag(File.GetLastWriteTimeUtc(handle), length) : AppendTag(File.GetCreationTimeUtc(handle), length);

    private static BlobETag WholeTag(DateTime modified, long length) => new($"{modified.Ticks:x}-{length:x}");

    private static BlobETag AppendTag(DateTime created, long length) => new($"{created.Ticks:x}+{length:x}");

    private DateTime NextTime(BlobETag? replaced)
    {
        string? hex = replaced?.Value.Split('-')[0];
        long after = long.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long ticks) && ticks < DateTime.MaxValue.Ticks ? ticks : 0;
        lock (_timeLock)
        {
            _lastTime = Math.Max(_time.GetUtcNow().Ticks, Math.Max(after, _lastTime) + 1);
            return new DateTime(_lastTime, DateTimeKind.Utc);
        }
    }

    private BlobFile? Find(string name)
    {
        string path = PathOf(name);
        return File.Exists(path) ? new BlobFile(path, FileKind.Whole)
            : File.Exists(path + OpenMark) ? new BlobFile(path + OpenMark, FileKind.Open)
            : File.Exists(path + SealedMark) ? new BlobFile(path + SealedMark, FileKind.Sealed)
            : null;
    }

    private void EnsureDirectory(string directory)
    {
        if (_directories.ContainsKey(directory))
        {
            return;
        }

        string parent = Path.GetDirectoryName(directory)!;
        EnsureDirectory(parent);
        Directory.CreateDirectory(directory);
        DirectorySync.Flush(parent);
        _directories[directory] = true;
    }

    private string PathOf(string name)
    {
        BlobName.Validate(name);
        return Path.Combine(_root, name);
    }

    private Lock LockOf(string name) => _nameLocks[(uint)string.GetHashCode(name, StringComparison.Ordinal) % (uint)_nameLocks.Length];

    private enum FileKind
    {
        Whole,
        Open,
        Sealed,
    }

    private readonly record struct BlobFile(string Path, FileKind Kind);
}
