using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>unpack</c>: an object with the line under <c>_entry</c> and labels beside it, as agents pack them. Without that key nothing is taken.</summary>
internal sealed class UnpackStep(NameTable names, ParserHints hints) : PipelineStep
{
    private const string NoObject = "expecting json object(6), but it is not";

    private readonly List<(int Name, byte[] Value)> _found = [];
    private byte[] _entry = [];

    public override bool Process(ref PipelineRow row)
    {
        RowLabels labels = row.Labels;
        if (row.Line.IsEmpty || hints.IsNothing || labels.HasAllRequired)
        {
            return true;
        }

        _found.Clear();
        int length = -1;
        string? error = row.Line[0] == '{' ? Read(row.Line, labels, ref length) : NoObject;
        if (error is not null)
        {
            labels.FailParsing(PipelineErrors.Json, error);
            return true;
        }

        if (length < 0)
        {
            return true;
        }

        foreach ((int name, byte[] value) in _found)
        {
            if (!labels.Take(name, value))
            {
                return false;
            }
        }

        row.Line = _entry.AsSpan(0, length);
        return true;
    }

    private string? Read(ReadOnlySpan<byte> json, RowLabels labels, ref int entryLength)
    {
        int at = JsonScan.NextToken(json, 1);
        if (at < 0)
        {
            return JsonScan.Malformed;
        }

        while (json[at] != '}')
        {
            if (json[at] != '"')
            {
                return JsonScan.MalformedObject;
            }

            int keyEnd = JsonScan.StringEnd(json, at + 1, out bool isEscaped);
            if (keyEnd < 0)
            {
                return JsonScan.Malformed;
            }

            byte[] key = json[(at + 1)..keyEnd].ToArray();
            if (isEscaped && !TryUnescape(ref key))
            {
                return JsonScan.MalformedEscape;
            }

            at = JsonScan.NextToken(json, keyEnd + 1);
            at = at < 0 || json[at] != ':' ? -1 : JsonScan.NextToken(json, at + 1);
            if (at < 0)
            {
                return JsonScan.Malformed;
            }

            JsonValue value = default;
            string? error = JsonScan.Value(json, at, out value);
            if (error is null && value.Type == JsonType.String)
            {
                error = Take(key, json[value.Start..value.End], labels, ref entryLength);
            }

            if (error is not null)
            {
                return error;
            }

            at = JsonScan.NextToken(json, value.Next);
            if (at >= 0 && json[at] == ',')
            {
                at = JsonScan.NextToken(json, at + 1);
            }
            else if (at >= 0 && json[at] != '}')
            {
                return JsonScan.MalformedObject;
            }

            if (at < 0)
            {
                return JsonScan.MalformedArray;
            }
        }

        return null;
    }

    private string? Take(byte[] key, ReadOnlySpan<byte> text, RowLabels labels, ref int entryLength)
    {
        byte[] value = new byte[text.Length];
        int length = JsonText.Unescape(text, value);
        if (key.AsSpan().SequenceEqual("_entry"u8))
        {
            (_entry, entryLength) = (value, length);
            return length < 0 ? JsonScan.MalformedEscape : null;
        }

        // Whether the name is taken is asked of the key as it stands, and the label is named by what is left of it.
        int raw = labels.Target(names.GetOrAdd(key));
        if (!labels.Wants(raw))
        {
            return null;
        }

        byte[] name = new byte[names[raw].Length + LabelKey.Growth];
        name = name[..LabelKey.Append(names[raw], name, 0)];
        value = value[..Math.Max(length, 0)];
        if (!JsonText.IsClean(value))
        {
            value = value[..JsonText.Clean(value.ToArray(), value)];
        }

        if (name.Length > 0)
        {
            _found.Add((names.GetOrAdd(name), value));
        }

        return null;
    }

    private static bool TryUnescape(ref byte[] text)
    {
        byte[] unescaped = new byte[text.Length];
        int length = JsonText.Unescape(text, unescaped);
        text = unescaped[..Math.Max(length, 0)];
        return length >= 0;
    }
}
