using System.Text;
using Emend.Text.Unicode;

namespace Emend.Evaluation.Metrics.Matching;

/// <summary>
/// SQuAD's normalization of answers (Rajpurkar et al. 2016, evaluate-v1.1.py): lower case, no ASCII punctuation, no English
/// articles, single spaces. Accents stay, and so do curly quotes and dashes.
/// </summary>
public static class AnswerNormalization
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>The normalized text.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = new StringBuilder(text.Length);
        foreach (var character in PythonText.Lower(text))
        {
            if (!Punctuation.Contains(character, StringComparison.Ordinal))
                plain.Append(character);
        }

        return string.Join(' ', PythonText.Split(WithoutArticles(plain.ToString())));
    }

    /// <summary>The words of the normalized text.</summary>
    public static IReadOnlyList<string> Words(string text) => PythonText.Split(Normalize(text));

    /// <summary>Writes a space for each article that stands between characters that are no part of a word (<c>\b(a|an|the)\b</c>).</summary>
    private static string WithoutArticles(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length;)
        {
            var length = 1;
            if (PythonText.IsWord(CodePoints.At(text, index, out var units)))
            {
                var end = index;
                while (end < text.Length && PythonText.IsWord(CodePoints.At(text, end, out units)))
                    end += units;
                length = end - index;
                if (text.AsSpan(index, length) is "a" or "an" or "the")
                    result.Append(' ');
                else
                    result.Append(text, index, length);
            }
            else
            {
                result.Append(text, index, length = units);
            }

            index += length;
        }

        return result.ToString();
    }
}
