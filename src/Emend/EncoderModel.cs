using Emend.Models;
using Emend.Models.Families;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Emend.Text;

namespace Emend;

/// <summary>
/// An encoder by itself: a model that reads text without writing any (BERT, RoBERTa, DistilBERT), with what stands on
/// top of it. Like <see cref="LanguageModel"/> it never changes.
/// </summary>
/// <example><code>
/// var model = EncoderModel.Load("sentence-transformers/all-MiniLM-L6-v2");
/// Tensor vectors = model.Embed(model.Tokenize("A first text.", "A second one."));
/// </code></example>
public sealed class EncoderModel
{
    private const float SmallestLength = 1e-12f;

    private readonly ModelSource source;
    private readonly Projection? transform;
    private readonly Norm? headNorm;
    private readonly Projection? head;
    private readonly Projection? classifier;
    private readonly Lazy<SentencePooling> pooling;

    private EncoderModel(ModelSource source)
    {
        this.source = source;
        using var outside = Workspace.Outside();
        var reader = source.Reader;
        Encoder = new Encoder(reader);
        transform = reader.OptionalProjection(WeightRole.HeadTransform);
        headNorm = source.Map.Has(WeightRole.HeadNorm) ? reader.Norm(WeightRole.HeadNorm) : null;
        head = reader.OptionalProjection(WeightRole.Head);
        classifier = reader.OptionalProjection(WeightRole.Classifier);
        pooling = new Lazy<SentencePooling>(() => SentenceModules.PoolingOf(source.Folder));
    }

    /// <summary>What the model was loaded as.</summary>
    public string Name => source.Name;

    /// <summary>The facts of its architecture.</summary>
    public Architecture Architecture => source.Architecture;

    /// <summary>What the checkpoint calls the weight of each role and layer.</summary>
    public WeightMap Weights => source.Map;

    /// <summary>The names of all weights that the model uses.</summary>
    public IReadOnlyCollection<string> WeightNames => source.Weights.Names;

    /// <summary>The SHA-256 of all weights with their names, types and shapes, in lower-case hexadecimal digits.</summary>
    public string Hash => source.Weights.Hash;

    /// <summary>The forward pass up to the last hidden state.</summary>
    public Encoder Encoder { get; }

    /// <summary>The tokenizer, loaded when it is first used; it neither pads nor cuts, whatever its file asks for.</summary>
    /// <exception cref="FileNotFoundException">The model's folder has none.</exception>
    public Tokenizer Tokenizer => source.Tokenizer.Value;

    /// <summary>Where its files are.</summary>
    public string Folder => source.Folder;

    /// <summary>Whether it predicts masked tokens or sorts texts into classes.</summary>
    internal bool HasHead => head is not null || classifier is not null;

    /// <summary>Whether the model of a folder or name is an encoder by itself, which <see cref="LanguageModel"/> does not load.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such model; the message lists the places searched and what to run.</exception>
    public static bool IsEncoder(string nameOrFolder) => FamilyList.IsEncoder(ModelConfig.Open(ModelSource.FolderOf(nameOrFolder)));

    /// <summary>Loads an encoder: a folder in Hugging Face layout, or a name in the Hugging Face cache. Weights are mapped, not read.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such model; the message lists the places searched and what to run.</exception>
    /// <exception cref="InvalidDataException">A file of the model is not sound; the message says which and why.</exception>
    /// <exception cref="NotSupportedException">The model needs something that Emend does not know; the message names it.</exception>
    public static EncoderModel Load(string nameOrFolder) => new(ModelSource.Load(nameOrFolder, isEncoder: true));

    /// <summary>A weight as it is stored.</summary>
    /// <exception cref="WeightNotFoundException">The model has no such weight.</exception>
    public Tensor Weight(string name) => source.Weights[name];

    /// <summary>The model with some weights in place of its own, for example parameters to be trained.</summary>
    /// <exception cref="WeightNotFoundException">A weight does not exist.</exception>
    /// <exception cref="ArgumentException">A weight has another shape.</exception>
    public EncoderModel With(IReadOnlyDictionary<string, Tensor> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        return new EncoderModel(source with { Weights = source.Weights.With(replacements) });
    }

    /// <summary>The tokens of texts, with the special tokens around each, cut where the model's context ends.</summary>
    public EncoderInput Tokenize(params IReadOnlyList<string> texts)
    {
        var cutting = Tokenizer.With(new TruncationOptions { MaxLength = Architecture.Context }, padding: null);
        return EncoderInput.Of([.. texts.Select(text => cutting.Encode(text, special: true))]);
    }

    /// <summary>The hidden state of every token, and what the input's hooks ask for.</summary>
    /// <exception cref="ArgumentException">The input does not fit the model; the message says why.</exception>
    public Encoded Forward(EncoderInput input) => Encoder.Forward(input);

    /// <summary>The scores of all tokens of the vocabulary where a text may be masked.</summary>
    /// <param name="encoded">What <see cref="Forward"/> gave.</param>
    /// <param name="at">The flat tokens that are asked for; null for all.</param>
    /// <returns>[tokens asked for, vocabulary].</returns>
    /// <exception cref="InvalidOperationException">The model does not predict tokens.</exception>
    public Tensor MaskedLogits(Encoded encoded, IReadOnlyList<int>? at = null)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        if (head is null)
            throw new InvalidOperationException($"The model {Name} does not predict masked tokens: its config names no such head.");
        var states = at is null ? encoded.States : encoded.States.GatherRows([.. at]); // [tokens, width]
        return head.Apply(headNorm!.Apply(transform!.Apply(states).Apply(Architecture.EncoderHead!.Activation)));
    }

    /// <summary>The scores of the classes of each row.</summary>
    /// <param name="encoded">What <see cref="Forward"/> gave.</param>
    /// <returns>[rows, classes].</returns>
    /// <exception cref="InvalidOperationException">The model knows no classes.</exception>
    public Tensor ClassLogits(Encoded encoded) => classifier is null
        ? throw new InvalidOperationException($"The model {Name} does not sort texts into classes: its config names no such head.")
        : classifier.Apply(Pool(encoded));

    /// <summary>
    /// The mean of each row's last hidden states, or its first token's where the folder of a sentence encoder says so, of length 1:
    /// what sentences are compared by.
    /// </summary>
    /// <returns>[rows, width].</returns>
    /// <exception cref="InvalidDataException">A file that describes the sentence encoder is damaged.</exception>
    /// <exception cref="NotSupportedException">The folder asks for another way to make one vector of a sentence; the message names it.</exception>
    public Tensor Embed(EncoderInput input)
    {
        var encoded = Forward(input);
        return Normalized(pooling.Value == SentencePooling.First ? encoded.States.GatherRows(encoded.FirstTokens) : MeanOf(encoded));
    }

    /// <summary>What the classifier reads: the first token's state behind a layer of its own [rows, width].</summary>
    internal Tensor Pool(Encoded encoded) =>
        transform!.Apply(encoded.States.GatherRows(encoded.FirstTokens)).Apply(Architecture.EncoderHead!.Activation);

    /// <summary>The mean of each row's hidden states [rows, width].</summary>
    internal static Tensor MeanOf(Encoded encoded)
    {
        var shares = new float[encoded.Rows * encoded.States.Shape[0]]; // [rows, tokens]
        for (var row = 0; row < encoded.Rows; row++)
            shares.AsSpan((row * encoded.States.Shape[0]) + encoded.FirstTokens[row], encoded.Lengths[row]).Fill(1f / encoded.Lengths[row]);
        return Tensor.From(shares, [encoded.Rows, encoded.States.Shape[0]]).MatMul(encoded.States);
    }

    private static Tensor Normalized(Tensor x)
    {
        var lengths = x.Square().SumColumns().Sqrt().Reshape([x.Shape[0], 1]); // [rows, 1]
        return x.Divide(lengths.Add(SmallestLength));
    }
}
