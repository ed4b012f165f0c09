using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans.Obs.Engine.Blobs;
using Orleans.Storage;

namespace Orleans.Obs.Grains.Storage;

/// <summary>
/// Grains' state as JSON blobs, one for each state of each grain, for what is small and changes seldom. Every write replaces exactly the version that the activation has read: an activation
/// that another one has overtaken gets an <see cref="InconsistentStateException"/>, which ends it. A state that was cleared is an empty blob, so that its versions go on.
/// </summary>
internal sealed class BlobGrainStorage(IBlobStore store) : IGrainStorage
{
    private const string Root = "grains/";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string blob = NameOf(stateName, grainId);
        (byte[] Content, BlobETag ETag)? found = await store.ReadWholeAsync(blob, CancellationToken.None);
        grainState.ETag = found?.ETag.Value;
        grainState.RecordExists = found is { Content.Length: > 0 };
        grainState.State = grainState.RecordExists ? Parse<T>(blob, found!.Value.Content) : Activator.CreateInstance<T>();
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await PutAsync(NameOf(stateName, grainId), JsonSerializer.SerializeToUtf8Bytes(grainState.State, Json), grainState);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null)
        {
            await PutAsync(NameOf(stateName, grainId), ReadOnlyMemory<byte>.Empty, grainState);
        }

        grainState.RecordExists = false;
        grainState.State = Activator.CreateInstance<T>();
    }

    /// <summary>The blob of a state, such as <c>grains/rule-group/state/tenant~2Fnamespace~2Fgroup.json</c>: what is not safe in names is written as the hex of its bytes.</summary>
    internal static string NameOf(string stateName, GrainId grainId) => $"{Root}{Safe(grainId.Type.ToString()!)}/{Safe(stateName)}/{Safe(grainId.Key.ToString()!)}.json";

    private static string Safe(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (byte part in Encoding.UTF8.GetBytes(text))
        {
            char letter = (char)part;
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' || (letter == '.' && safe.Length > 0))
            {
                safe.Append(letter);
            }
            else
            {
                safe.Append(CultureInfo.InvariantCulture, $"~{part:X2}");
            }
        }

        return safe.ToString();
    }

    private static T Parse<T>(string blob, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Json) ?? throw new CorruptBlockException(blob, 0, "a state is an object");
        }
        catch (JsonException malformed)
        {
            throw new CorruptBlockException(blob, malformed.BytePositionInLine ?? 0, malformed.Message);
        }
    }

    private async Task PutAsync<T>(string blob, ReadOnlyMemory<byte> content, IGrainState<T> grainState)
    {
        BlobETag? written = grainState.ETag is { } expected
            ? await store.PutIfMatchAsync(blob, content, new BlobETag(expected), CancellationToken.None)
            : await store.PutIfAbsentAsync(blob, content, CancellationToken.None);
        grainState.ETag = written?.Value ?? throw new InconsistentStateException($"{blob} was changed by another activation", "unknown", grainState.ETag ?? "none");
    }
}
