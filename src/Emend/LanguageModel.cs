using Emend.Generation;
using Emend.Models;
using Emend.Tensors;
using Emend.Text;
using Emend.Text.Chat;

namespace Emend;

/// <summary>
/// A language model: weights, tokenizer and the facts of its architecture. It never changes; an edited model is a new
/// one that shares every weight that the edit leaves alone.
/// </summary>
/// <example><code>
/// var model = LanguageModel.Load("atlas");
/// var run = model.Forward(model.Tokenize("The capital of France is"));
/// </code></example>
public sealed class LanguageModel
{
    private readonly ModelSource source;
    private readonly Encoder? encoder;

    private LanguageModel(ModelSource source)
    {
        this.source = source;
        using var outside = Workspace.Outside();
        Decoder = new Decoder(source.Reader);
        encoder = source.EncoderReader is { } reader ? new Encoder(reader) : null;
    }

    /// <summary>What the model was loaded as: <c>openai-community/gpt2-xl</c>, or its folder's name.</summary>
    public string Name => source.Name;

    /// <summary>Where its files are.</summary>
    public string Folder => source.Folder;

    /// <summary>The facts of its architecture.</summary>
    public Architecture Architecture => source.Architecture;

    /// <summary>What the checkpoint calls the weight of each role and layer.</summary>
    public WeightMap Weights => source.Map;

    /// <summary>The forward pass, for those who want less than all of it; see <see cref="DecoderInput"/>.</summary>
    public Decoder Decoder { get; }

    /// <summary>Whether an encoder reads the prompt, and the decoder writes only the answer (T5, BART).</summary>
    public bool HasEncoder => encoder is not null;

    /// <summary>The forward pass of the encoder.</summary>
    /// <exception cref="InvalidOperationException">The model has none.</exception>
    public Encoder Encoder => encoder ?? throw new InvalidOperationException($"The model {Name} has no encoder: its decoder reads the prompt itself.");

    /// <summary>The tokenizer, loaded when it is first used; it neither pads nor cuts, whatever its file asks for.</summary>
    /// <exception cref="FileNotFoundException">The model's folder has none.</exception>
    public Tokenizer Tokenizer => source.Tokenizer.Value;

    /// <summary>The names of all weights that the model uses.</summary>
    public IReadOnlyCollection<string> WeightNames => source.Weights.Names;

    /// <summary>
    /// The SHA-256 of all weights with their names, types and shapes, in lower-case hexadecimal digits: what tells one
    /// model from another, however its files are divided. Reading it the first time reads every weight; of a large
    /// checkpoint it is remembered in the user's cache until a file changes.
    /// </summary>
    public string Hash => source.Weights.Hash;

    /// <summary>
    /// Loads a model: a folder in Hugging Face layout, the bundled model <c>atlas</c>, or a name in the Hugging Face
    /// cache. Weights are mapped, not read.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such model; the message lists the places searched and what to run.</exception>
    /// <exception cref="InvalidDataException">A file of the model is not sound; the message says which and why.</exception>
    /// <exception cref="NotSupportedException">The model needs something that Emend does not know; the message names it.</exception>
    public static LanguageModel Load(string nameOrFolder) => new(ModelSource.Load(nameOrFolder, isEncoder: false));

    /// <summary>The folder that <see cref="Load"/> would read: the one given, the bundled model's, or the one in the Hugging Face cache.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such model; the message lists the places searched and what to run.</exception>
    public static string FolderOf(string nameOrFolder) => ModelSource.FolderOf(nameOrFolder);

    /// <summary>
    /// Whether the model is small: in float32 it takes little of any machine's memory, and one pass has too little to do for several
    /// processors, so that each had better compute a pass of its own.
    /// </summary>
    public bool IsSmall => source.Weights.IsSmall;

    /// <summary>A weight as it is stored.</summary>
    /// <param name="name">Its full name, or the one without the prefix that checkpoints of the bare model use.</param>
    /// <exception cref="WeightNotFoundException">The model has no such weight.</exception>
    public Tensor Weight(string name) => source.Weights[name];

    /// <summary>
    /// The edited model. It shares every weight that the edit leaves alone with this one, which stays as it is.
    /// </summary>
    /// <exception cref="WeightNotFoundException">The edit changes a weight that the model has not.</exception>
    /// <exception cref="ArgumentException">The edit changes a weight of another shape: it was made for another model.</exception>
    public LanguageModel With(Edit edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return new LanguageModel(source with { Weights = source.Weights.With(edit) });
    }

    /// <summary>
    /// The model with some weights in place of its own: parameters to be trained, through which gradients then flow,
    /// or weights changed by other means than an edit.
    /// </summary>
    /// <param name="replacements">By name, each in the shape of the weight that it replaces; they must live as long as the model.</param>
    /// <exception cref="WeightNotFoundException">A weight does not exist.</exception>
    /// <exception cref="ArgumentException">A weight has another shape.</exception>
    public LanguageModel With(IReadOnlyDictionary<string, Tensor> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        return new LanguageModel(source with { Weights = source.Weights.With(replacements) });
    }

    /// <summary>The model with modules beside its matrices, for example adapters in training; <see cref="With(Edit)"/> keeps them.</summary>
    /// <param name="added">By the name of the matrix, what is added to its output, from its input [tokens, inputs] to [tokens, outputs].</param>
    internal LanguageModel With(IReadOnlyDictionary<string, Func<Tensor, Tensor>> added) => new(source with { Added = added });

    /// <summary>A matrix with its bias and what stands beside it.</summary>
    internal Projection Projection(WeightRole role, int layer) => source.Reader.Projection(role, layer);

    /// <summary>The tokens of texts, one row each, with the special tokens that the model expects around a text.</summary>
    public Batch Tokenize(params IReadOnlyList<string> texts) => Batch.Of([.. texts.Select(text => Tokenizer.Encode(text, special: true).Ids)]);

    /// <summary>The tokens of a conversation, one row, written as the tokenizer's chat template says and ready for the assistant's answer.</summary>
    /// <exception cref="InvalidOperationException">The model has no chat template.</exception>
    /// <exception cref="ChatTemplateException">The template refuses the conversation, or uses what is not supported.</exception>
    public Batch TokenizeChat(IEnumerable<ChatMessage> messages, bool addGenerationPrompt = true) => Batch.Of([Tokenizer.EncodeChat(messages, addGenerationPrompt).Ids]);

    /// <summary>Computes the logits of every token of a batch, and what the hooks ask for.</summary>
    /// <exception cref="ArgumentException">The batch or the hooks do not fit the model; the message says why.</exception>
    public Run Forward(Batch batch, Hooks? hooks = null) => Decoder.Forward(new DecoderInput { Tokens = batch, Hooks = hooks });

    /// <summary>Computes the logits of every token that the decoder wrote, of a model with an encoder.</summary>
    /// <param name="prompts">What the encoder reads.</param>
    /// <param name="answers">What the decoder has written, row by row, its start token included.</param>
    /// <param name="hooks">What is kept and changed, in both.</param>
    /// <exception cref="ArgumentException">The batches or the hooks do not fit the model; the message says why.</exception>
    public Run Forward(Batch prompts, Batch answers, Hooks? hooks = null)
    {
        var encoded = Encoder.Forward(new EncoderInput { Tokens = prompts, Hooks = hooks });
        if (encoded.Run.Stopped)
            return encoded.Run;
        var run = Decoder.Forward(new DecoderInput { Tokens = answers, Source = encoded, Hooks = hooks });
        run.EncoderRun = encoded.Run;
        return run;
    }

    /// <summary>
    /// The mean cross-entropy of every row's tokens after its first, each given the tokens before it: a scalar through
    /// which gradients flow to weights that are parameters.
    /// </summary>
    /// <exception cref="ArgumentException">No row has two tokens.</exception>
    public Tensor Loss(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var asked = new List<int>();
        for (var row = 0; row < batch.Rows; row++)
            asked.AddRange(Enumerable.Range(batch.Start(row), batch.Length(row) - 1));
        if (asked.Count == 0)
            throw new ArgumentException("A loss needs a row of at least two tokens.", nameof(batch));
        return Decoder.Loss(new DecoderInput { Tokens = batch, LogitsAt = asked }, [.. asked.Select(token => batch.Ids[token + 1])]);
    }

    /// <summary>The mean cross-entropy of every token of answers, given the prompts that the encoder reads and the tokens before it.</summary>
    /// <param name="prompts">What the encoder reads.</param>
    /// <param name="answers">What the decoder shall write, row by row, without a start token.</param>
    public Tensor Loss(Batch prompts, Batch answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var encoded = Encoder.Forward(new EncoderInput { Tokens = prompts });
        return Decoder.Loss(new DecoderInput { Tokens = answers.ShiftedAfter(Architecture.StartToken), Source = encoded }, answers.Ids);
    }

    /// <summary>Continues texts, all together.</summary>
    /// <param name="prompts">The texts.</param>
    /// <param name="options">How tokens are chosen and when to stop; by default the best ones, at most 64.</param>
    /// <param name="onToken">Is called for each token as it is generated.</param>
    /// <param name="cancel">Stops the generation.</param>
    /// <exception cref="ArgumentException">A prompt is longer than the context, or an option makes no sense.</exception>
    public IReadOnlyList<Generated> Generate(IReadOnlyList<string> prompts, GenerationOptions? options = null, Action<GeneratedToken>? onToken = null, CancellationToken cancel = default) =>
        Generate(Tokenize(prompts), options, onToken, cancel);

    /// <summary>Continues one text.</summary>
    /// <inheritdoc cref="Generate(IReadOnlyList{string}, GenerationOptions?, Action{GeneratedToken}?, CancellationToken)"/>
    public Generated Generate(string prompt, GenerationOptions? options = null, Action<GeneratedToken>? onToken = null, CancellationToken cancel = default) =>
        Generate([prompt], options, onToken, cancel)[0];

    /// <summary>Continues rows of tokens, all together.</summary>
    /// <inheritdoc cref="Generate(IReadOnlyList{string}, GenerationOptions?, Action{GeneratedToken}?, CancellationToken)"/>
    public IReadOnlyList<Generated> Generate(Batch prompts, GenerationOptions? options = null, Action<GeneratedToken>? onToken = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return new Generator(this, prompts, options ?? new GenerationOptions(), onToken).Run(cancel);
    }

    /// <summary>How probable given continuations of a text are. Prompt and continuations are tokenized apart: begin a continuation with its space.</summary>
    /// <exception cref="ArgumentException">A text is empty, or longer than the context.</exception>
    public IReadOnlyList<Scored> Score(string prompt, params IReadOnlyList<string> continuations) =>
        Score([new ScoreQuery(Tokenizer.Encode(prompt).Ids, [.. continuations.Select(text => Tokenizer.Encode(text).Ids)])])[0];

    /// <summary>How probable given continuations of prompts are, each token given all before it.</summary>
    /// <returns>For each query, for each of its continuations.</returns>
    /// <exception cref="ArgumentException">A row is empty, longer than the context, or has unknown tokens.</exception>
    public IReadOnlyList<IReadOnlyList<Scored>> Score(IReadOnlyList<ScoreQuery> queries, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        return Scorer.Score(this, queries, cancel);
    }
}
