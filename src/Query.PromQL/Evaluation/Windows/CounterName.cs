using System.Text;
using Orleans.Obs.Engine.Labels;
using Orleans.Obs.Query.PromQL.Evaluation.Annotations;
using Orleans.Obs.Query.PromQL.Evaluation.Labels;

namespace Orleans.Obs.Query.PromQL.Evaluation.Windows;

/// <summary>Tells when rate or increase is taken of what does not look like a counter. Neighbouring series mostly share their name, so the last one's verdict is kept.</summary>
internal sealed class CounterName(bool typeLabels)
{
    private LabelSet _checkedLabels;

    public void Check(Window window)
    {
        ReadOnlySpan<byte> name = window.Labels.ValueOf(MetadataLabels.NameUtf8);
        ReadOnlySpan<byte> type = typeLabels ? window.Labels.ValueOf(MetadataLabels.TypeUtf8) : default;
        bool asBefore = name.SequenceEqual(_checkedLabels.ValueOf(MetadataLabels.NameUtf8)) && (!typeLabels || type.SequenceEqual(_checkedLabels.ValueOf(MetadataLabels.TypeUtf8)));
        if (asBefore)
        {
            return;
        }

        _checkedLabels = window.Labels;
        if (name.IsEmpty)
        {
            return;
        }

        if (typeLabels)
        {
            if (!type.SequenceEqual("counter"u8) && !type.SequenceEqual("histogram"u8))
            {
                window.Inform(AnnotationText.MaybeNotCounter(window.MetricName, Encoding.UTF8.GetString(type)));
            }
        }
        else if (!name.EndsWith("_total"u8) && !name.EndsWith("_sum"u8) && !name.EndsWith("_count"u8) && !name.EndsWith("_bucket"u8))
        {
            window.Inform(AnnotationText.MaybeNotCounter(window.MetricName));
        }
    }
}
