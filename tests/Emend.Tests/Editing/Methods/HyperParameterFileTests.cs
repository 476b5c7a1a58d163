using System.Text.Json;
using Emend.Editing.FineTuning;
using Emend.Editing.KnowledgeNeurons;
using Emend.Editing.Memit;
using Emend.Editing.Methods;
using Emend.Editing.Rome;
using Emend.Editing.Training;
using Emend.Tests.Files;

namespace Emend.Tests.Editing.Methods;

public sealed class HyperParameterFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_Takes_EasyEdits_File_As_It_Is()
    {
        // origin: EasyEdit, hparams/R-ROME/llama-7b.yaml (MIT), fields as listed for commit 14cea82
        var read = Read("r-rome.yaml", """
            alg_name: "R-ROME"
            model_name: "./hugging_cache/llama-2-7b"
            stats_dir: "./data/stats"
            device: 0
            layers: [5]
            fact_token: "subject_last"
            v_num_grad_steps: 25
            v_lr: 5e-1
            v_loss_layer: 31
            v_weight_decay: 1e-3
            clamp_norm_factor: 4
            kl_factor: 0.0625
            mom2_adjustment: false
            context_template_length_params: [[5, 10], [10, 10]]
            rewrite_module_tmp: "model.layers.{}.mlp.down_proj"
            mom2_dataset: "wikipedia"
            mom2_n_samples: 100000
            mom2_dtype: "float32"
            model_parallel: false
            """);
        read.Method.ShouldBe("r-rome");
        var options = OptionSet.With(new RomeOptions(), read.Options);
        options.ShouldBe(options with { Layer = 5, Steps = 25, LearningRate = 0.5, WeightDecay = 1e-3, ClampFactor = 4, KlFactor = 0.0625, SecondMoments = false });
        read.WithoutEffect.ShouldContain("v_loss_layer");
    }

    [Fact]
    public void Read_Takes_Romes_File_As_It_Is()
    {
        // origin: kmeng01/rome, hparams/ROME/gpt2-xl.json (MIT)
        var read = Read("gpt2-xl.json", """
            {"layers": [17], "fact_token": "subject_last", "v_num_grad_steps": 20, "v_lr": 5e-1, "v_loss_layer": 47, "v_weight_decay": 0.5, "clamp_norm_factor": 4,
             "kl_factor": 0.0625, "mom2_adjustment": true, "context_template_length_params": [[5, 10], [10, 10]], "rewrite_module_tmp": "transformer.h.{}.mlp.c_proj",
             "layer_module_tmp": "transformer.h.{}", "mlp_module_tmp": "transformer.h.{}.mlp", "attn_module_tmp": "transformer.h.{}.attn", "ln_f_module": "transformer.ln_f",
             "lm_head_module": "transformer.wte", "mom2_dataset": "wikipedia", "mom2_n_samples": 100000, "mom2_dtype": "float32"}
            """);
        read.Method.ShouldBeNull();
        OptionSet.With(new RomeOptions { SecondMoments = false }, read.Options).ShouldBeEquivalentTo(new RomeOptions { Layer = 17, SecondMoments = true, Contexts = new List<int> { 5, 10, 10, 10 } });
    }

    [Fact]
    public void Read_Takes_The_Files_Of_Knowledge_Neurons_As_They_Are()
    {
        // origin: EasyEdit, hparams/KN/gpt-j-6B.yaml (MIT)
        var read = Read("gpt-j-6B.yaml", """
            alg_name: "KN"
            model_name: "./hugging_cache/gpt-j-6B"
            device: 0
            model_parallel: false

            lr_scale: 1.0
            n_toks: 10
            refine: false
            batch_size: 20
            steps: 20
            adaptive_threshold: 0.1
            p: 0.4
            """);
        read.Method.ShouldBe("kn");
        var options = OptionSet.With(new KnowledgeNeuronsOptions(), read.Options);
        options.ShouldBe(options with { Threshold = 0.1, Steps = 20, Share = 0.4, Refine = false });
        read.WithoutEffect.ShouldContain("n_toks");
    }

    [Fact]
    public void Read_Takes_Memits_File_As_It_Is()
    {
        // origin: kmeng01/memit, hparams/MEMIT/EleutherAI_gpt-j-6B.json (MIT), in the folder that names the method
        Directory.CreateDirectory(folder["MEMIT"]);
        var read = Read("MEMIT/EleutherAI_gpt-j-6B.json", """
            {"layers": [3, 4, 5, 6, 7, 8], "clamp_norm_factor": 0.75, "layer_selection": "all", "fact_token": "subject_last", "v_num_grad_steps": 25, "v_lr": 5e-1,
             "v_loss_layer": 27, "v_weight_decay": 0.5, "kl_factor": 0.0625, "mom2_adjustment": true, "mom2_update_weight": 15000,
             "rewrite_module_tmp": "transformer.h.{}.mlp.fc_out", "layer_module_tmp": "transformer.h.{}", "mlp_module_tmp": "transformer.h.{}.mlp",
             "attn_module_tmp": "transformer.h.{}.attn", "ln_f_module": "transformer.ln_f", "lm_head_module": "lm_head",
             "mom2_dataset": "wikipedia", "mom2_n_samples": 100000, "mom2_dtype": "float32"}
            """);
        read.Method.ShouldBe("memit");
        var options = OptionSet.With(new MemitOptions(), read.Options);
        options.Layers.ShouldBe([3, 4, 5, 6, 7, 8]);
        options.ShouldBe(options with { Steps = 25, LearningRate = 0.5, WeightDecay = 0.5, ClampFactor = 0.75, KlFactor = 0.0625, Lambda = 15000 });
    }

    [Theory]
    [InlineData("ft", "ft")]
    [InlineData("ft-m", "ft-m")]
    [InlineData("rome", "ft")]
    public void Read_Takes_The_File_Of_Fine_Tuning_For_Each_Of_Its_Ways(string asked, string method)
    {
        // origin: EasyEdit, hparams/FT/llama3-8b.yaml (MIT)
        File.WriteAllText(folder["ft.yaml"], """
            alg_name: "FT"
            model_name: "./hugging_cache/llama-3-8b"
            device: 0
            layers: [21]
            num_steps: 25
            batch_size: 1
            max_length: 40
            lr: 5e-4
            weight_decay: 0
            kl_factor: 0
            norm_constraint: false
            objective_optimization: "target_new"
            rewrite_module_tmp: "model.layers.{}.mlp.down_proj.weight"
            layer_module_tmp: "model.layers.{}"
            mlp_module_tmp: "model.layers.{}.mlp"
            attn_module_tmp: "model.layers.{}.self_attn"
            ln_f_module: "model.norm"
            lm_head_module: "lm_head"
            model_parallel: false
            """);
        var read = HyperParameterFile.Read(folder["ft.yaml"], MethodList.Find(asked));
        read.Method.ShouldBe(method);
        var options = OptionSet.With(new FineTuningOptions { NormConstraint = 1 }, read.Options);
        options.ShouldBe(new FineTuningOptions { BatchSize = 1, Objective = TrainingObjective.TargetNew, Layers = options.Layers, Modules = options.Modules, KlTexts = options.KlTexts });
        options.Layers.ShouldBe([21]);
        options.Modules.ShouldBe(["model.layers.{}.mlp.down_proj.weight"]);
    }

    [Theory]
    [InlineData("EMMET", "gpt2-xl.json", "emmet", """
        {"layers": [17], "clamp_norm_factor": 0.75, "layer_selection": "all", "fact_token": "subject_last", "v_num_grad_steps": 20, "v_lr": 5e-1, "v_loss_layer": 47,
         "v_weight_decay": 0.5, "kl_factor": 0.0625, "mom2_adjustment": true, "mom2_update_weight": 1000, "rewrite_module_tmp": "a", "layer_module_tmp": "a",
         "mlp_module_tmp": "a", "attn_module_tmp": "a", "ln_f_module": "a", "lm_head_module": "a", "mom2_dataset": "wikipedia", "mom2_n_samples": 100000,
         "mom2_dtype": "float32", "calculate_objective_value": false, "update_norm_lambda": 0, "emmet_lambda": 0.1, "prob_cutoff": 0, "norm_control": 0}
        """, "momentWeight=1000 lambda=0.1 layers=17")] // unified-model-editing, hparams/EMMET/gpt2-xl.json (fields)
    [InlineData("PMET", "gpt-j.json", "pmet", """
        {"layers": [3, 4], "clamp_norm_factor": 0.75, "layer_selection": "all", "fact_token": "subject_last", "v_num_grad_steps": 30, "v_lr": 2e-1, "v_loss_layer": 27,
         "v_weight_decay": 0.5, "kl_factor": 1, "rewrite_module_tmp": "a", "rewrite_module_tmps": ["transformer.h.{}.mlp.fc_out"], "layer_module_tmp": "a",
         "mlp_module_tmp": "a", "attn_module_tmp": "a", "ln_f_module": "a", "lm_head_module": "a", "mom2_adjustment": true, "mom2_update_weight": 6000,
         "mom2_dataset": "wikipedia", "mom2_n_samples": 100000, "mom2_dtype": "float32", "nll_loss_factor": 1}
        """, "lambda=6000 targetWeight=1 klFactor=1")] // xpq-tech/PMET, hparams/PMET/EleutherAI_gpt-j-6B.json (fields)
    [InlineData("AlphaEdit", "llama3-8b.yaml", "alphaedit", """
        alg_name: "AlphaEdit"
        model_name: "./hugging_cache/llama-3-8b"
        stats_dir: "./data/stats"
        P_loc: "./null_space_project.pt"
        device: 0
        layers: [4, 5, 6, 7, 8]
        clamp_norm_factor: 0.75
        layer_selection: "all"
        fact_token: "subject_last"
        v_num_grad_steps: 25
        v_lr: 1e-1
        v_loss_layer: 31
        v_weight_decay: 0.5
        kl_factor: 0.0625
        mom2_adjustment: true
        mom2_update_weight: 15000
        nullspace_threshold: 2e-2
        L2: 10
        """, "lambda=10 nullSpaceThreshold=0.02 learningRate=0.1")] // EasyEdit, hparams/AlphaEdit/llama3-8b.yaml (fields)
    [InlineData("MEMIT_CSK", "gpt2-xl.json", "memit-csk", """
        {"layers": [1, 2, 3, 4, 5], "clamp_norm_factor": 0.75, "layer_selection": "all", "fact_token": "verb_last", "v_num_grad_steps": 20, "v_lr": 5e-1, "v_loss_layer": 47,
         "v_weight_decay": 0.5, "kl_factor": 0.0625, "mom2_adjustment": true, "mom2_update_weight": 20000}
        """, "lambda=20000 token=verb-last")] // anshitag/memit_csk, hparams/MEMIT_CSK/gpt2-xl.json (fields)
    public void Read_Takes_The_Files_Of_Every_Method(string folderName, string file, string method, string text, string expected)
    {
        Directory.CreateDirectory(folder[folderName]);
        var read = Read(Path.Combine(folderName, file), text);
        read.Method.ShouldBe(method);
        var found = MethodList.Find(method);
        var options = OptionSet.With(found.GeneralDefaults, read.Options);
        foreach (var (name, value) in expected.Split(' ').Select(pair => (pair.Split('=')[0], pair.Split('=')[1])))
            found.Options.Single(option => option.Name == name).Text(options).ShouldBe(value, name);
    }

    [Theory]
    [InlineData("rome_mom2", "rome", null)]
    [InlineData("r_rome", "r-rome", "averaged")]
    [InlineData("p_rome", "p-rome", "prompt")]
    [InlineData("memit", "memit", null)]
    [InlineData("alphaedit", "alphaedit", null)]
    [InlineData("emmet", "emmet", null)]
    [InlineData("pmet", "pmet", null)]
    [InlineData("ft", "ft", null)]
    [InlineData("ft_constrained", "ft-l", null)]
    [InlineData("ft_m", "ft-m", null)]
    [InlineData("kn", "kn", null)]
    public void Read_Takes_The_Settings_That_The_References_Ran_With(string reference, string method, string? keys)
    {
        using var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "editing", "gpt2", reference + ".json")));
        var path = folder["hparams.json"];
        File.WriteAllText(path, run.RootElement.GetProperty("hparams").GetRawText());
        var read = HyperParameterFile.Read(path, MethodList.Find(method));
        (read.Method ?? method).ShouldBe(method);
        read.Options.ToDictionary().GetValueOrDefault("keys").ShouldBe(keys);
        OptionSet.With(MethodList.Find(method).GeneralDefaults, read.Options);
    }

    [Theory]
    [InlineData("enable_prompt_keys: true", "are true,true,false, but only false,true,false or")]
    [InlineData("original_implementation: true", "are false,true,true, but only")]
    public void Read_Refuses_Key_Forms_That_The_Reference_Mixes(string text, string fault) =>
        Should.Throw<FormatException>(() => Read("a.yaml", "alg_name: R-ROME\n" + text)).Message.ShouldContain(fault);

    [Theory]
    [InlineData("a.yaml", "v_rate: 1", "a.yaml: the field v_rate is not known.")]
    [InlineData("a.json", "{\"v_rate\": 1}", "a.json: the field v_rate is not known.")]
    [InlineData("a.json", "{\"v_lr\": \"fast\"}", "a.json: the field v_lr is not one that is taken here. The option learningRate takes number")]
    [InlineData("a.yaml", "alg_name: MEMIT2", "the field alg_name is MEMIT2")]
    [InlineData("a.yaml", "layers: [1, 2]", "the field layers must have one value, but has 2.")]
    [InlineData("a.yaml", "fact_token: last", "only subject_last is supported.")]
    [InlineData("a.yaml", "v_lr: {a: 1}", "holds a mapping where a value is expected.")]
    [InlineData("a.yaml", "v_lr: [1", "is not valid YAML")]
    [InlineData("a.yaml", "- 1", "is not a YAML mapping")]
    [InlineData("a.json", "[1]", "is not a JSON object")]
    [InlineData("a.json", "{", "is not valid JSON")]
    [InlineData("a.json", "{\"v_lr\": 1, \"v_lr\": 2}", "a.json: the field v_lr stands twice.")]
    public void Read_Names_The_Field_That_It_Does_Not_Take(string name, string text, string fault) =>
        Should.Throw<FormatException>(() => Read(name, text)).Message.ShouldContain(fault);

    private HyperParameters Read(string name, string text)
    {
        File.WriteAllText(folder[name], text);
        return HyperParameterFile.Read(folder[name], MethodList.Find("rome"));
    }
}
