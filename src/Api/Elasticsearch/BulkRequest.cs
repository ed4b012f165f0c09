using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using Orleans.Obs.Engine.Logs.Ingest;
using Orleans.Obs.Protocols.Documents;
using Orleans.Obs.Protocols.Elasticsearch;
using Orleans.Obs.Protocols.Logs;
using Orleans.Obs.Protocols.Loki;

namespace Orleans.Obs.Api.Elasticsearch;

/// <summary>One bulk request while it becomes lines.</summary>
/// <param name="body">The body.</param>
/// <param name="defaultIndex">The index that the address names.</param>
/// <param name="now">When it arrived.</param>
/// <param name="streams">The streams that are known.</param>
internal sealed class BulkRequest(ReadOnlyMemory<byte> body, string defaultIndex, DateTimeOffset now, StreamResolver streams)
{
    private const int Created = 201;
    private const int BadRequest = 400;
    private const int NotFound = 404;

    private readonly List<BulkItem> _items = [];
    private readonly LogDocument _document = new();
    private readonly JsonDocumentReader _reader = new();
    private readonly DocumentRows _rows = new(streams);
    private readonly long _now = (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
    private (string Index, byte[] Utf8) _index = ("", []);

    /// <summary>What became of each action, should the batches be stored.</summary>
    public IReadOnlyList<BulkItem> Items => _items;

    /// <summary>Adds the documents to batches.</summary>
    public void Decode(LogBatches batches)
    {
        var bulk = new BulkReader(body.Span, defaultIndex);
        while (bulk.Read())
        {
            string id = bulk.Id.Length > 0 ? bulk.Id : IdOf(bulk.Source);
            if (bulk.Action == BulkAction.Delete)
            {
                _items.Add(new BulkItem(bulk.Action, bulk.Index, id, NotFound));
            }
            else if (FaultOf(bulk, batches) is { } fault)
            {
                _items.Add(new BulkItem(bulk.Action, bulk.Index, id, BadRequest, fault.Type, fault.Reason));
            }
            else
            {
                _items.Add(new BulkItem(bulk.Action, bulk.Index, id, Created));
            }
        }
    }

    private (string Type, string Reason)? FaultOf(in BulkReader bulk, LogBatches batches)
    {
        if (bulk.Index.Length == 0)
        {
            return ("action_request_validation_exception", "Validation Failed: 1: index is missing;");
        }

        _document.Clear();
        try
        {
            if (bulk.Action == BulkAction.Update)
            {
                _reader.ReadMember(bulk.Source, "doc", _document);
            }
            else
            {
                _reader.Read(bulk.Source, _document);
            }
        }
        catch (JsonException exception)
        {
            return ("document_parsing_exception", $"failed to parse: {exception.Message}");
        }

        // Ids of the client's own are kept, so that a search can show them.
        if (bulk.Id.Length > 0)
        {
            _document.Add("_id"u8, Encoding.UTF8.GetBytes(bulk.Id));
        }

        _index = _index.Index == bulk.Index ? _index : (bulk.Index, Encoding.UTF8.GetBytes(bulk.Index));
        return _rows.Add(_document, null, _now, ("_index", _index.Utf8), DocumentMapping.Default, batches) is { } reason
            ? ("document_parsing_exception", batches.MessageOf((LogsRejectReason)reason))
            : null;
    }

    /// <summary>The same for the same document, so that a repeated request is answered alike.</summary>
    private static string IdOf(ReadOnlySpan<byte> source) =>
        Convert.ToBase64String(XxHash128.Hash(source)).TrimEnd('=').Replace('+', '-').Replace('/', '_')[..20];
}
