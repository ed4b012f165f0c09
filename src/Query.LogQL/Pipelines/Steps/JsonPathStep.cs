using System.Collections.Immutable;
using Orleans.Obs.Query.LogQL.Pipelines.Labels;
using Orleans.Obs.Query.LogQL.Pipelines.Parsing;
using Orleans.Obs.Query.LogQL.Syntax.Stages;

namespace Orleans.Obs.Query.LogQL.Pipelines.Steps;

/// <summary><c>json a="b.c"</c>: the values at some paths. A path that leads nowhere gives an empty label.</summary>
internal sealed class JsonPathStep : PipelineStep
{
    private readonly ParserHints _hints;
    private readonly (int Name, JsonPath Path)[] _paths;

    public JsonPathStep(ImmutableArray<LabelExtraction> extractions, NameTable names, ParserHints hints)
    {
        _hints = hints;
        _paths = [.. extractions.Select(extraction => (
            names.GetOrAdd(extraction.Label),
            JsonPath.TryParse(extraction.Expression, out string error) ?? throw new StageException($"cannot parse expression [{extraction.Expression}]: {error}")))];
    }

    public override bool Process(ref PipelineRow row)
    {
        RowLabels labels = row.Labels;
        if (row.Line.IsEmpty || _hints.IsNothing || labels.HasAllRequired)
        {
            return true;
        }

        if (row.Line[0] is not ((byte)'"' or (byte)'{' or (byte)'['))
        {
            labels.FailParsing(PipelineErrors.Json, "");
            return true;
        }

        int found = 0;
        foreach ((int name, JsonPath path) in _paths)
        {
            if (path.TryFind(row.Line, out JsonValue value, out string? error))
            {
                found++;
                Store(row.Line[value.Start..value.End], value, labels.Target(name), labels);
            }
            else if (error is not null)
            {
                labels.FailParsing(PipelineErrors.Json, error);
            }
        }

        if (found == _paths.Length)
        {
            return true;
        }

        foreach ((int name, _) in _paths)
        {
            if (!labels.TryGet(name, out _))
            {
                labels.Set(name, default);
            }
        }

        return true;
    }

    // Objects are taken as they stand; in everything else what looks like an escape is undone, also in arrays.
    private static void Store(ReadOnlySpan<byte> text, in JsonValue value, int target, RowLabels labels)
    {
        switch (value.Type)
        {
            case JsonType.Null:
                labels.Set(target, default);
                return;
            case JsonType.Object:
                labels.Set(target, text);
                return;
        }

        byte[] unescaped = new byte[text.Length];
        int length = JsonText.Unescape(text, unescaped);
        text = unescaped.AsSpan(0, Math.Max(length, 0));
        if (!JsonText.IsClean(text))
        {
            byte[] cleaned = new byte[text.Length];
            text = cleaned.AsSpan(0, JsonText.Clean(text, cleaned));
        }

        labels.Set(target, text);
    }
}
