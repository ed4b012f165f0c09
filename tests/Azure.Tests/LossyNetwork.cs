using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Orleans.Obs.Azure.Tests;

/// <summary>Loses the requests that it is told to lose.</summary>
internal sealed class LossyNetwork : HttpPipelinePolicy
{
    private readonly Queue<Loss> _losses = new();

    public int Pending => _losses.Count;

    public void Next(Loss loss) => _losses.Enqueue(loss);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!_losses.TryDequeue(out Loss loss))
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        if (loss == Loss.Throttled)
        {
            throw new RequestFailedException(503, "the server is busy");
        }

        if (loss == Loss.OfReply)
        {
            await ProcessNextAsync(message, pipeline);
        }

        throw new RequestFailedException("the connection was reset");
    }
}
