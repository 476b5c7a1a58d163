using System.Text;
using Emend.Text.Unicode;

namespace Emend.Text.Normalizers;

/// <summary>A normalization form of Unicode (UAX #15), with the tables of the reference.</summary>
internal sealed class UnicodeNormalizer(NormalizationForm form) : INormalizer
{
    private readonly bool isCompatible = form is NormalizationForm.FormKC or NormalizationForm.FormKD;
    private readonly bool isComposed = form is NormalizationForm.FormC or NormalizationForm.FormKC;

    /// <inheritdoc/>
    public AlignedText Normalize(AlignedText text)
    {
        // The first character that any form changes, and the first mark that composes with one before it.
        char firstChanged = isCompatible ? '\u00A0' : isComposed ? '\u0300' : '\u00C0';
        if (!text.Characters.ContainsAnyExceptInRange('\0', (char)(firstChanged - 1)))
            return text;
        var changes = Decompose(text.Characters);
        return TextChange.Apply(text, isComposed ? Compose(changes) : changes);
    }

    private List<TextChange> Decompose(ReadOnlySpan<char> text)
    {
        var changes = new List<TextChange>(text.Length + text.Length / 4);
        int pending = 0; // where the marks begin that are still to be put in order
        int units;
        for (int index = 0; index < text.Length; index += units)
        {
            int codePoint = CodePoints.At(text, index, out units);
            int before = changes.Count;
            Decompositions.Append(codePoint, isCompatible, changes);
            for (int added = before; added < changes.Count; added++)
                if (Decompositions.CombiningClassOf(changes[added].CodePoint) == 0)
                {
                    SortMarks(changes, pending, added);
                    pending = added + 1;
                }
        }
        SortMarks(changes, pending, changes.Count);
        return changes;
    }

    private static void SortMarks(List<TextChange> changes, int from, int to)
    {
        if (to - from < 2)
            return;
        var sorted = changes.GetRange(from, to - from).OrderBy(change => Decompositions.CombiningClassOf(change.CodePoint)).ToList();
        for (int index = 0; index < sorted.Count; index++)
            changes[from + index] = sorted[index];
    }

    private static List<TextChange> Compose(List<TextChange> changes)
    {
        var result = new List<TextChange>(changes.Count);
        int starter = -1; // where in the result the last character stands that marks may compose with
        int lastClass = 0;
        foreach (var change in changes)
        {
            int combiningClass = Decompositions.CombiningClassOf(change.CodePoint);
            bool isAdjacent = starter >= 0 && starter == result.Count - 1;
            bool isBlocked = starter < 0 || (!isAdjacent && lastClass >= combiningClass);
            if (!isBlocked && Decompositions.TryCompose(result[starter].CodePoint, change.CodePoint, out int composed))
            {
                result[starter] = new TextChange(composed, result[starter].Change + change.Change - 1);
                continue;
            }
            if (combiningClass == 0)
                starter = result.Count;
            lastClass = combiningClass;
            result.Add(change);
        }
        return result;
    }
}
