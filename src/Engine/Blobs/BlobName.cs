using System.Buffers;

namespace Orleans.Obs.Engine.Blobs;

/// <summary>What every store accepts as a name.</summary>
public static class BlobName
{
    private static readonly SearchValues<char> s_allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/");

    /// <summary>
    /// True for 1 to 1,000 letters, digits and <c>- . _ ~</c> in parts separated by single slashes, no part being <c>.</c> or <c>..</c>.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 1000 || name.ContainsAnyExcept(s_allowed))
        {
            return false;
        }

        foreach (Range part in name.Split('/'))
        {
            if (name[part] is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Refuses what is not valid.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static void Validate(string name)
    {
        if (!IsValid(name))
        {
            throw new ArgumentException($"'{name}' is not a blob name: letters, digits and -._~ in parts separated by slashes", nameof(name));
        }
    }
}
