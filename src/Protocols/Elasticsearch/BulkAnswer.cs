using System.Buffers;
using Orleans.Obs.Protocols.Prometheus;

namespace Orleans.Obs.Protocols.Elasticsearch;

/// <summary>
/// The answer to a bulk request, without blanks and with <c>errors</c> right before <c>items</c>, because shippers look for these bytes instead of reading JSON. Clients that ask for
/// parts of it with <c>filter_path</c> get those.
/// </summary>
public static class BulkAnswer
{
    private static readonly string[] Names = ["index", "create", "update", "delete"];

    /// <summary>Writes the answer.</summary>
    public static void Write(IBufferWriter<byte> destination, IReadOnlyList<BulkItem> items, long tookMilliseconds, FilterPath filter)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(filter);
        Fields[] wanted = [.. Names.Select(name => FieldsOf(filter, name))];
        var json = new JsonOutput(destination);
        json.Raw('{');
        bool any = false;
        if (filter.Includes("took"))
        {
            json.Raw("\"took\":"u8);
            json.Number(tookMilliseconds);
            any = true;
        }

        if (filter.Includes("errors"))
        {
            json.Raw(any ? ",\"errors\":"u8 : "\"errors\":"u8);
            json.Boolean(items.Any(static item => item.ErrorType is not null));
            any = true;
        }

        bool isOpen = false;
        foreach (BulkItem item in items)
        {
            Fields fields = Of(item) & wanted[(int)item.Action];
            if (fields == Fields.None)
            {
                continue;
            }

            json.Raw(isOpen ? ","u8 : any ? ",\"items\":["u8 : "\"items\":["u8);
            isOpen = true;
            WriteItem(ref json, item, fields);
        }

        if (!isOpen && filter.Includes("items"))
        {
            json.Raw(any ? ",\"items\":["u8 : "\"items\":["u8);
            isOpen = true;
        }

        json.Raw(isOpen ? "]}"u8 : "}"u8);
        json.Commit();
    }

    private static void WriteItem(ref JsonOutput json, BulkItem item, Fields fields)
    {
        json.Raw("{\""u8);
        json.Raw(item.Action switch { BulkAction.Index => "index"u8, BulkAction.Create => "create"u8, BulkAction.Update => "update"u8, _ => "delete"u8 });
        json.Raw("\":{"u8);
        bool first = true;
        if (Begin(ref json, fields, Fields.Index, ref first, "\"_index\":"u8))
        {
            json.Text(item.Index);
        }

        if (Begin(ref json, fields, Fields.Id, ref first, "\"_id\":"u8))
        {
            json.Text(item.Id);
        }

        Begin(ref json, fields, Fields.Version, ref first, "\"_version\":1"u8);
        Begin(ref json, fields, Fields.Result, ref first, item.Status == 404 ? "\"result\":\"not_found\""u8 : "\"result\":\"created\""u8);
        Begin(ref json, fields, Fields.Shards, ref first, "\"_shards\":{\"total\":1,\"successful\":1,\"failed\":0}"u8);
        Begin(ref json, fields, Fields.SequenceNumber, ref first, "\"_seq_no\":0"u8);
        Begin(ref json, fields, Fields.PrimaryTerm, ref first, "\"_primary_term\":1"u8);
        if (Begin(ref json, fields, Fields.Status, ref first, "\"status\":"u8))
        {
            json.Number(item.Status);
        }

        if (Begin(ref json, fields, Fields.Error, ref first, "\"error\":{\"type\":"u8))
        {
            json.Text(item.ErrorType!);
            json.Raw(",\"reason\":"u8);
            json.Text(item.Reason ?? "");
            json.Raw('}');
        }

        json.Raw("}}"u8);
    }

    private static bool Begin(ref JsonOutput json, Fields fields, Fields field, ref bool first, ReadOnlySpan<byte> text)
    {
        if ((fields & field) == 0)
        {
            return false;
        }

        json.Raw(first ? default : ","u8);
        json.Raw(text);
        first = false;
        return true;
    }

    private static Fields Of(BulkItem item) => item.ErrorType is not null ? Fields.OfFailure : Fields.All & ~Fields.Error;

    private static Fields FieldsOf(FilterPath filter, string action)
    {
        Fields fields = Fields.None;
        foreach ((Fields field, string name) in ((Fields, string)[])
            [
                (Fields.Index, "_index"), (Fields.Id, "_id"), (Fields.Version, "_version"), (Fields.Result, "result"), (Fields.Shards, "_shards"), (Fields.SequenceNumber, "_seq_no"),
                (Fields.PrimaryTerm, "_primary_term"), (Fields.Status, "status"), (Fields.Error, "error"),
            ])
        {
            fields |= filter.Includes("items", action, name) ? field : Fields.None;
        }

        return fields;
    }

    [Flags]
    private enum Fields
    {
        None = 0,
        Index = 1,
        Id = 2,
        Version = 4,
        Result = 8,
        Shards = 16,
        SequenceNumber = 32,
        PrimaryTerm = 64,
        Status = 128,
        Error = 256,
        OfFailure = Index | Id | Status | Error,
        All = 511,
    }
}
