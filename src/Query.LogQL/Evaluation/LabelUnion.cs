using Orleans.Obs.Engine.Labels;

namespace Orleans.Obs.Query.LogQL.Evaluation;

/// <summary>Puts sets without common names together. Unlike a builder of stream labels it keeps empty values.</summary>
internal static class LabelUnion
{
    public static LabelSet Of(LabelSet first, LabelSet second, LabelSet third)
    {
        if (second.IsEmpty && third.IsEmpty)
        {
            return first;
        }

        byte[] bytes = new byte[first.Bytes.Length + second.Bytes.Length + third.Bytes.Length];
        LabelReader one = first.GetReader(), two = second.GetReader(), three = third.GetReader();
        bool oneLeft = one.Read(), twoLeft = two.Read(), threeLeft = three.Read();
        int length = 0;
        while (oneLeft || twoLeft || threeLeft)
        {
            if (oneLeft && Precedes(one, two, twoLeft) && Precedes(one, three, threeLeft))
            {
                oneLeft = Append(ref one, bytes, ref length);
            }
            else if (twoLeft && Precedes(two, three, threeLeft))
            {
                twoLeft = Append(ref two, bytes, ref length);
            }
            else
            {
                threeLeft = Append(ref three, bytes, ref length);
            }
        }

        return new LabelSet(bytes, 0, length);
    }

    private static bool Precedes(in LabelReader left, in LabelReader right, bool rightIsLeft) => !rightIsLeft || left.Name.SequenceCompareTo(right.Name) < 0;

    private static bool Append(ref LabelReader reader, byte[] bytes, ref int length)
    {
        reader.Label.CopyTo(bytes.AsSpan(length));
        length += reader.Label.Length;
        return reader.Read();
    }
}
