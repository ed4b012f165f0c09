using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>json</c>: the values of an object, those of objects in it under both keys.</summary>
internal sealed class JsonStep(NameTable names, ParserHints hints) : PipelineStep
{
    private const int MaxDepth = 500;

    private readonly KeyPaths _keys = new(names, hints);
    private byte[] _scratch = new byte[1024];
    private bool _passes;

    public override bool Process(ref PipelineRow row)
    {
        if (hints.IsNothing || row.Labels.HasAllRequired)
        {
            return true;
        }

        _passes = true;
        string? error = ReadObject(row.Line, 0, KeyPaths.Root, row.Labels, 0);
        if (error is { Length: > 0 })
        {
            row.Labels.FailParsing(PipelineErrors.Json, error);
        }

        return _passes;
    }

    // Null when all went well, empty when nothing more need be read, else what is wrong.
    private string? ReadObject(ReadOnlySpan<byte> json, int from, int parent, RowLabels labels, int depth)
    {
        int at = JsonScan.NextToken(json, from);
        if (at < 0 || json[at] != '{' || depth > MaxDepth)
        {
            return JsonScan.MalformedObject;
        }

        at = JsonScan.NextToken(json, at + 1);
        if (at < 0)
        {
            return JsonScan.Malformed;
        }

        while (true)
        {
            if (json[at] == '}')
            {
                return null;
            }

            if (json[at] != '"')
            {
                return JsonScan.MalformedObject;
            }

            int keyEnd = JsonScan.StringEnd(json, at + 1, out bool isEscaped);
            if (keyEnd < 0)
            {
                return JsonScan.Malformed;
            }

            ReadOnlySpan<byte> key = json[(at + 1)..keyEnd];
            if (isEscaped && !TryUnescape(ref key))
            {
                return JsonScan.MalformedEscape;
            }

            at = JsonScan.NextToken(json, keyEnd + 1);
            if (at < 0 || json[at] != ':')
            {
                return JsonScan.Malformed;
            }

            int path = _keys.Find(parent, key);
            at = JsonScan.NextToken(json, at + 1);
            JsonValue value = default;
            string? error = at < 0 ? JsonScan.Malformed : JsonScan.Value(json, at, out value);
            error ??= Take(json, value, path, labels, depth);
            if (error is not null)
            {
                return error;
            }

            at = JsonScan.NextToken(json, value.Next);
            if (at < 0)
            {
                return JsonScan.MalformedArray;
            }

            if (json[at] == ',')
            {
                at = JsonScan.NextToken(json, at + 1);
                if (at < 0)
                {
                    return JsonScan.MalformedArray;
                }
            }
            else if (json[at] != '}')
            {
                return JsonScan.MalformedObject;
            }
        }
    }

    private string? Take(ReadOnlySpan<byte> json, in JsonValue value, int path, RowLabels labels, int depth)
    {
        switch (value.Type)
        {
            case JsonType.Object:
                return _keys.LeadsOn(path) ? ReadObject(json[..value.End], value.Start, path, labels, depth + 1) : null;
            case JsonType.String or JsonType.Number or JsonType.Boolean when _keys.LabelOf(path) is var label and >= 0:
                int target = labels.Target(label);
                if (labels.Wants(target))
                {
                    Store(json[value.Start..value.End], value, target, labels);
                }

                break;
        }

        return labels.HasAllRequired || !_passes ? "" : null;
    }

    private void Store(ReadOnlySpan<byte> text, in JsonValue value, int target, RowLabels labels)
    {
        if (value.Type == JsonType.String && value.IsEscaped && !TryUnescape(ref text))
        {
            text = default;
        }

        if (value.Type == JsonType.String && !JsonText.IsClean(text))
        {
            byte[] cleaned = new byte[text.Length];
            text = cleaned.AsSpan(0, JsonText.Clean(text, cleaned));
        }

        _passes = labels.Take(target, text);
    }

    private bool TryUnescape(ref ReadOnlySpan<byte> text)
    {
        if (text.Length > _scratch.Length)
        {
            _scratch = new byte[2 * text.Length];
        }

        int length = JsonText.Unescape(text, _scratch);
        text = _scratch.AsSpan(0, Math.Max(length, 0));
        return length >= 0;
    }
}
