using Emend.Files;
using Emend.Generation;
using Emend.Models;
using Emend.Models.Families;
using Emend.Tensors;
using Emend.Tensors.Operations;
using Emend.Text;

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
    private readonly Dictionary<string, Tensor> weights; // by the name that the family gives
    private readonly Lazy<Tokenizer> tokenizer;
    private readonly Lazy<string> hash;

    private LanguageModel(string name, string folder, Architecture architecture, WeightMap map, Dictionary<string, Tensor> weights, Lazy<Tokenizer> tokenizer, Checkpoint? checkpoint)
    {
        this.weights = weights;
        this.tokenizer = tokenizer;
        Name = name;
        Folder = folder;
        Architecture = architecture;
        Weights = map;
        using (Workspace.Outside())
            Decoder = new Decoder(new WeightReader(architecture, map, Weight));
        hash = new Lazy<string>(() => WeightHash.Of(weights, checkpoint));
    }

    /// <summary>What the model was loaded as: <c>openai-community/gpt2-xl</c>, or its folder's name.</summary>
    public string Name { get; }

    /// <summary>Where its files are.</summary>
    public string Folder { get; }

    /// <summary>The facts of its architecture.</summary>
    public Architecture Architecture { get; }

    /// <summary>What the checkpoint calls the weight of each role and layer.</summary>
    public WeightMap Weights { get; }

    /// <summary>The forward pass, for those who want less than all of it; see <see cref="DecoderInput"/>.</summary>
    public Decoder Decoder { get; }

    /// <summary>The tokenizer, loaded when it is first used.</summary>
    /// <exception cref="FileNotFoundException">The model's folder has none.</exception>
    public Tokenizer Tokenizer => tokenizer.Value;

    /// <summary>The names of all weights that the model uses.</summary>
    public IReadOnlyCollection<string> WeightNames => weights.Keys;

    /// <summary>
    /// The SHA-256 of all weights with their names, types and shapes, in lower-case hexadecimal digits: what tells one
    /// model from another, however its files are divided. Reading it the first time reads every weight; of a large
    /// checkpoint it is remembered in the user's cache until a file changes.
    /// </summary>
    public string Hash => hash.Value;

    /// <summary>
    /// Loads a model: a folder in Hugging Face layout, the bundled model <c>atlas</c>, or a name in the Hugging Face
    /// cache. Weights are mapped, not read.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such model; the message lists the places searched and what to run.</exception>
    /// <exception cref="InvalidDataException">A file of the model is not sound; the message says which and why.</exception>
    /// <exception cref="NotSupportedException">The model needs something that Emend does not know; the message names it.</exception>
    public static LanguageModel Load(string nameOrFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrFolder);
        var isFolder = Directory.Exists(nameOrFolder);
        var folder = FolderOf(nameOrFolder);
        var name = isFolder ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) : nameOrFolder;
        var config = ModelConfig.Open(folder);
        var family = FamilyList.Of(config);
        var architecture = family.Read(config);
        if (ModelConfig.OpenOptional(folder, ModelConfig.GenerationFileName)?.OptionalEndTokens() is { } endTokens)
            architecture = architecture with { EndTokens = endTokens };
        var map = family.Map(config, architecture);
        var checkpoint = Checkpoint.Open(folder);
        var weights = WeightLoader.Load(checkpoint, map);
        return new LanguageModel(name, folder, architecture, map, weights, new Lazy<Tokenizer>(() => Tokenizer.Load(folder)), checkpoint);
    }

    /// <summary>The folder that <see cref="Load"/> would read: the one given, the bundled model's, or the one in the Hugging Face cache.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such model; the message lists the places searched and what to run.</exception>
    public static string FolderOf(string nameOrFolder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrFolder);
        return Directory.Exists(nameOrFolder) ? nameOrFolder : BundledModel.Find(nameOrFolder) ?? HubCache.Default.Resolve(nameOrFolder);
    }

    /// <summary>A weight as it is stored.</summary>
    /// <param name="name">Its full name, or the one without the prefix that checkpoints of the bare model use.</param>
    /// <exception cref="KeyNotFoundException">The model has no such weight.</exception>
    public Tensor Weight(string name) => weights[FullName(name)];

    /// <summary>
    /// The edited model. It shares every weight that the edit leaves alone with this one, which stays as it is.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The edit changes a weight that the model has not.</exception>
    /// <exception cref="ArgumentException">The edit changes a weight of another shape: it was made for another model.</exception>
    public LanguageModel With(Edit edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        using var outside = Workspace.Outside();
        return With(edit.Deltas.ToDictionary(delta => delta.Weight, delta => delta.ApplyTo(Weight(delta.Weight))));
    }

    /// <summary>
    /// The model with some weights in place of its own: parameters to be trained, through which gradients then flow,
    /// or weights changed by other means than an edit.
    /// </summary>
    /// <param name="replacements">By name, each in the shape of the weight that it replaces; they must live as long as the model.</param>
    /// <exception cref="KeyNotFoundException">A weight does not exist.</exception>
    /// <exception cref="ArgumentException">A weight has another shape.</exception>
    public LanguageModel With(IReadOnlyDictionary<string, Tensor> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        var changed = new Dictionary<string, Tensor>(weights, StringComparer.Ordinal);
        foreach (var (name, replacement) in replacements)
        {
            if (Weight(name).Shape != replacement.Shape)
                throw new ArgumentException($"The weight {name} has the shape {Weight(name).Shape}, but its replacement {replacement.Shape}.", nameof(replacements));
            changed[FullName(name)] = replacement;
        }

        return new LanguageModel(Name, Folder, Architecture, Weights, changed, tokenizer, null);
    }

    /// <summary>The tokens of texts, one row each.</summary>
    public Batch Tokenize(params IReadOnlyList<string> texts) => Batch.Of([.. texts.Select(text => Tokenizer.Encode(text).Ids)]);

    /// <summary>Computes the logits of every token of a batch, and what the hooks ask for.</summary>
    /// <exception cref="ArgumentException">The batch or the hooks do not fit the model; the message says why.</exception>
    public Run Forward(Batch batch, Hooks? hooks = null) => Decoder.Forward(new DecoderInput { Tokens = batch, Hooks = hooks });

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
        var targets = asked.ConvertAll(token => batch.Ids[token + 1]);
        var run = Decoder.Forward(new DecoderInput { Tokens = batch, LogitsAt = asked });
        return run.Logits.CrossEntropy([.. targets]);
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

    private string FullName(string name)
    {
        if (weights.ContainsKey(name))
            return name;
        return weights.ContainsKey(Weights.Prefix + name) ? Weights.Prefix + name : throw new KeyNotFoundException(
            $"The model {Name} has no weight {Quoted.Text(name)}: its weights are called like {Weights.All().Last().Name}.");
    }
}
