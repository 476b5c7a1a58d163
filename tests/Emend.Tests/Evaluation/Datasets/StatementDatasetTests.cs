using Emend.Evaluation.Cases;
using Emend.Evaluation.Datasets;

namespace Emend.Tests.Evaluation.Datasets;

/// <summary>Records made by hand in the forms of data sets whose samples are not passed on, or that no sample was found of.</summary>
public sealed class StatementDatasetTests
{
    [Fact]
    public void CounterFact_WithAddedFields_AsksThemToo() => Sample.One("portability", """
        [{"case_id":7,"requested_rewrite":{"prompt":"{} speaks","relation_id":"P103","subject":"Ada","target_new":{"str":" French","id":"Q150"},"target_true":{"str":"English","id":"Q1860"}},
          "paraphrase_prompts":[],"neighborhood_prompts":[],"attribute_prompts":[],"generation_prompts":[],
          "distracting_neighborhood_prompts":["Ada speaks French. Bob speaks"],"unrelated_relation":{"question":"Ada was born in","object":"London"},
          "portability":{"New Question":"Ada's language is spoken in","New Answer":"France"},"alternative_subject":"Lady Lovelace"}]
        """).Tests().ShouldBe("""
        rewrite after: Ada speaks -> French not English
        distracting-neighbour unchanged: Ada speaks French. Bob speaks -> English not French
        one-hop after: Ada's language is spoken in -> France
        alias after: Lady Lovelace speaks -> French not English
        other-attribute unchanged: Ada was born in -> London
        """);

    [Fact]
    public void Fever_SharedTask_DecodesPagesAndDropsEmptySets()
    {
        const string line = """{"id":91198,"verifiable":"VERIFIABLE","label":"REFUTES","claim":"X was Y.","evidence":[[[1,2,"A_-LRB-film-RRB-",3],[1,2,"B-COLON-_C",0]],[[4,null,null,null]]]}""";
        var one = Sample.One("fever", line);
        one.Id.ShouldBe("91198");
        one.Edits.ShouldBeEmpty();
        one.Tests().ShouldBe("claim before: X was Y. -> REFUTES");
        one.Tests[0].Details["evidence_sets"].GetRawText().ShouldBe("""[[["A (film)",3],["B: C",0]]]""");
    }

    [Fact]
    public void Fever_LabelsInOtherWords_AreThoseOfTheSharedTask()
    {
        Sample.Read("fever", """
            {"id":"a","text":"X.","label":"supported"}
            {"id":"b","text":"Y.","label":"refuted"}
            {"id":"c","text":"Z.","label":"not enough info"}
            """).Select(one => one.Tests[0].Answer).ShouldBe(["SUPPORTS", "REFUTES", "NOT ENOUGH INFO"]);
        Sample.Fault("fever", """{"id":"a","text":"X.","label":"maybe"}""").Field.ShouldBe("label");
    }

    [Fact]
    public void Fever_ForEditing_TurnsThePredictionAround() =>
        Sample.One("fever", """{"id":"1","input":"X was Y.","prediction":"SUPPORTS","alternatives":["REFUTES"],"filtered_rephrases":["Y was X."],"logit":2.5,"output":[{"answer":"SUPPORTS"}]}""").Tests().ShouldBe("""
        rewrite after: X was Y. -> REFUTES not SUPPORTS
        rephrase after: Y was X. -> REFUTES not SUPPORTS
        """);

    [Fact]
    public void Fever_InTheShortForm_HasALocalityClaim() =>
        Sample.One("fever", """[{"prompt":"X was Y.","equiv_prompt":["Y was X.","It was X."],"alt":"REFUTES","unrel_prompt":"A is B.","unrel_ans":"SUPPORTS"}]""").Tests[^1].ShouldSatisfyAllConditions(
            test => test.Kind.ShouldBe(EditTestKind.Locality), test => test.When.ShouldBe(TestMoment.Unchanged), test => test.Answer.ShouldBe("SUPPORTS"));

    [Fact]
    public void VitaminC_EvidenceIsTheEdit_AndNeutralClaimsAreLocality()
    {
        var cases = Sample.Read("vitaminc", """
            {"claim":"X traced Y .","evidence":"They said that they were tracing cases .","label":"not enough info","id":"1_2"}
            {"claim":"X 's Z","evidence":"Z .","label":"supports","id":"1_3"}
            """);
        cases[0].Edits[0].Statement.ShouldBe("They said that they were tracing cases .");
        cases[0].Tests[0].When.ShouldBe(TestMoment.Unchanged);
        cases[1].Tests().ShouldBe("claim after: X 's Z -> SUPPORTS");
    }

    [Fact]
    public void VitaminC_AsSerac_KeepsRealRevisionsWithLongEvidence()
    {
        const string file = """
            {"unique_id":"1","label":"SUPPORTS","claim":"c","evidence":"one two three four five six seven eight nine ten eleven","page":"P","revision_type":"real"}
            {"unique_id":"2","label":"SUPPORTS","claim":"c","evidence":"one two three four five six seven eight nine ten","page":"P","revision_type":"real"}
            {"unique_id":"3","label":"SUPPORTS","claim":"c","evidence":"one two three four five six seven eight nine ten eleven","page":"P","revision_type":"synthetic"}
            """;
        Sample.Read("vitaminc", file).Select(one => one.Id).ShouldBe(["1"]);
        Sample.Read("vitaminc", file, "all").Count.ShouldBe(3);
    }

    [Fact]
    public void ConvSent_GivesEachTopicInBothDirections()
    {
        const string file = """[{"ent":"Vermont","pos":["I love it.","It is fine."],"neg":["I hate it."]}]""";
        var cases = Sample.Read("convsent", file);
        cases.Select(one => one.Id).ShouldBe(["0/positive", "0/negative"]);
        cases[0].ToRequests()[0].Text.ShouldBe("Topic: Vermont");
        cases[1].Edits[0].TargetNew!.Text.ShouldBe("Sentiment: Negative");
        cases[1].Tests.Select(test => (test.Label, test.Prompt, test.Answer)).ShouldBe(
        [
            ("opposite", "What do you think of Vermont?", "I love it."), ("opposite", "What do you feel about Vermont?", "It is fine."), ("wanted", "What do you think of Vermont?", "I hate it."),
        ]);
        Sample.Read("convsent", file, "negative").Count.ShouldBe(1);
    }

    [Fact]
    public void BiasInBios_ReadsRemedisExportAndTheOriginal()
    {
        Sample.One("bias-in-bios", """{"id":"Ada_B","entity":"Ada","attribute":"is a lawyer","context":"Ada is a lawyer.","prompt":"Ada has the occupation of","target_mediated":"attorney","target_unmediated":null,"source":{}}""")
            .ToRequests()[0].Prompt.ShouldBe("{} has the occupation of");
        var one = Sample.One("bias-in-bios", """{"name":["Ada","","Byron"],"title":"software_engineer","raw":"Ada Byron writes programs.","gender":"F"}""");
        (one.Id, one.Edits[0].TargetNew!.Text, one.Edits[0].Statement).ShouldBe(("Ada_Byron", "software engineer", "Ada Byron writes programs."));
    }

    [Fact]
    public void WikiGen_SplitsAtWhatTheColumnsShare()
    {
        var cases = Sample.Read("wikigen", """{"n_tokens":3,"original":["The river flows to the sea","Same text","No shared"],"completions":["The river flows through a wood","Same text","Other words"]}""");
        cases[0].Tests().ShouldBe("rewrite after: The river flows -> through a wood not to the sea");
        cases[1].Edits[0].ChangesNothing.ShouldBeTrue();
        cases[2].Edits[0].Statement.ShouldBe("Other words");
        Sample.Fault("wikigen", """{"original":["a b"],"completions":["a c","a d"]}""").Index.ShouldBe(1);
        Sample.Fault("wikigen", """{"original":["a b"]}""").Field.ShouldBe("completions");
    }

    [Fact]
    public void WikiFactDiff_IsATripleWithoutWords()
    {
        var one = Sample.One("wikifactdiff", """{"subject_qid":"Q1","subject_text":"Xland","relation":"P6","target_true_qid":null,"target_true_text":"Old","target_new_qid":"Q3","target_new_text":"New"}""");
        (one.Id, one.Edits[0].TargetNew, one.Edits[0].TargetOld!.Id).ShouldBe(("Q1/P6", new EditTarget("New", "Q3"), null));
        Should.Throw<FormatException>(() => one.ToRequests());
    }

    [Fact]
    public void Wise_KeepsSpacesAndJoinsWithoutOne()
    {
        var one = Sample.One("wise", """[{"prompt":"The United","target_new":"Nations is","subject":"The United","ood_rephrase":"The UN is it.","locality_prompt":"a map of pl","locality_ground_truth":"aces "},{"prompt":"x ","target_new":"y","locality_prompt":"end","locality_ground_truth":""}]""".Replace(",{\"prompt\":\"x \",\"target_new\":\"y\",\"locality_prompt\":\"end\",\"locality_ground_truth\":\"\"}", "", StringComparison.Ordinal));
        one.Tests.Select(test => (test.Kind, test.JoinedBy, test.Answer)).ShouldBe([(EditTestKind.Rewrite, " ", "Nations is"), (EditTestKind.RephraseContinuation, " ", null), (EditTestKind.Locality, "", "aces ")]);
        Sample.One("wise", """[{"prompt":"x ","target_new":"y","locality_prompt":"end","locality_ground_truth":""}]""").Tests[^1].Answers.ShouldBeEmpty();
    }

    [Fact]
    public void Unke_AsksForThePartsOfTheAnswer() =>
        Sample.One("unke", """[{"id":3,"question":"Who is A?","para_question":"A is who?","answer":"A is a judge and sings.","sub_question":["What does A do?","Does A sing?"],"sub_answer":["Judge.","Yes."]}]""").Tests().ShouldBe("""
        rewrite after: Who is A? -> A is a judge and sings.
        rephrase after: A is who? -> A is a judge and sings.
        sub-question after: What does A do? -> Judge.
        sub-question after: Does A sing? -> Yes.
        """);

    [Fact]
    public void Ike_MakesAnEditOfEachStep()
    {
        var one = Sample.One("ike", """
            [[{"query":"A plays for _X_.","answer":[{"wikidata_id":"Q1","name":"One"}],"date":"2010","id":"Q9_P54_2010","relation":"P54"},
              {"query":"A plays for _X_.","answer":[{"wikidata_id":"Q2","name":"Two"}],"date":"2011","id":"Q9_P54_2011","relation":"P54"},
              {"query":"A plays for _X_.","answer":[{"wikidata_id":"Q3","name":"Three"}],"date":"2013","id":"Q9_P54_2013","relation":"P54"}]]
            """);
        one.Id.ShouldBe("Q9_P54");
        one.Edits.Select(edit => (edit.TargetOld!.Text, edit.TargetNew!.Text, edit.Date)).ShouldBe([("One", "Two", "2011"), ("Two", "Three", "2013")]);
        one.Tests().ShouldBe("rewrite after: A plays for -> Three not Two");
        one.ToRequests()[0].Prompt.ShouldBe("{} plays for");
        Sample.One("ike", """{"relation":"P19","template":"[X] was born in [Y] .","wrong":["{} left"]}""").Details["prompt_template"].GetString().ShouldBe("{} was born in");
    }

    [Fact]
    public void Unified_NamesTheClozeAQuestion()
    {
        var cases = Sample.Read("unified-model-editing", """[{"case_index":4,"question":"Ada speaks","subject":"Ada","answer":"French","qna_question":"What does Ada speak?"},{"case_index":5,"question":"Who  is it?","text_completion_prompt":"It is"},"Ada is known for"]""");
        cases[0].Tests().ShouldBe("rewrite after: Ada speaks -> French\ncross-format after: What does Ada speak? -> French");
        cases[1].Tests[0].Details["pair_of"].GetString().ShouldBe("Who  is it?");
        cases[2].Tests().ShouldBe("generation after: Ada is known for -> ");
    }

    [Fact]
    public void SituatedQa_MakesAnEditOnlyOfARealChange()
    {
        const string record = """{"question":"who rules","id":-9203958203595622889,"timelines":[{"cur_answers":["B"],"prev_answers":null,"cur_start_full":"2001"},{"cur_answers":["B"],"prev_answers":["A"],"cur_start_full":"March 06, 2014"}],"cur_answers":["B","B"],"prev_answers":["A"],"is_dependent":true,"context_answer_pairs":[{"edited_question":"who rules as of 2020","answers":["B","B"],"date":"2020","date_type":"sampled_year"}]}""";
        var one = Sample.One("situatedqa", record);
        one.Id.ShouldBe("-9203958203595622889");
        one.Edits.Select(edit => (edit.TargetOld!.Text, edit.TargetNew!.Text, edit.Date)).ShouldBe([("A", "B", "March 06, 2014")]);
        one.Tests().ShouldBe("dated-question before: who rules as of 2020 -> B");
        Sample.One("situatedqa", record.Replace("\"prev_answers\":[\"A\"],\"is", "\"prev_answers\":[],\"is", StringComparison.Ordinal)).Edits.ShouldBeEmpty();
        Sample.One("situatedqa", record.Replace("\"prev_answers\":[\"A\"],\"is", "\"prev_answers\":[\"B\"],\"is", StringComparison.Ordinal)).Edits.ShouldBeEmpty();
        Sample.One("situatedqa", """{"question":"q","id":1,"edited_question":"q as of 2021","date":"2021","date_type":"orig","answer":["a","b","a"],"any_answer":["a"]}""").Tests[0].Answers.ShouldBe([new AnswerSet("a", "b")]);
    }

    [Fact]
    public void Akew_ReadsFactsPassagesOrTriples()
    {
        const string record = """
            [{"case_id":1,"requested_rewrite":[{"prompt":"{} is from","relation_id":"P27","target_new":{"str":"Xland","id":"Q2"},"target_true":{"str":"Yland","id":"Q3"},"subject":"Ada","question":"Where is Ada from?",
               "fact_new":"Ada is from Xland.","fact_new_uns":"Xland, a country, is where Ada comes from.","verify_unsfact_GPT":true,"unsfact_triplets_GPT":[{"subject":"Xland","prompt":"{} is a","target":"country"},{"subject":"Ada","prompt":"{} comes from","target":"Xland"}]}],
              "questions":["Who rules where Ada is from? "],"answer":"K","answer_alias":[],"new_answer":"L","new_answer_alias":["L","El"],
              "new_single_hops":[{"question":"Where is Ada from?","cloze":"Ada is from","answer":"Xland","answer_alias":["X"]},{"question":"Who rules Xland?","cloze":"Xland is ruled by","answer":"L","answer_alias":[]}],
              "orig":{"new_triples":[["Q1","P27","Q2"],["Q2","P35","Q4"]],"edit_triples":[["Q1","P27","Q2"]]}}]
            """;
        var facts = Sample.One("akew", record);
        facts.Edits[0].TargetNew!.Aliases.ShouldBe(["X"]);
        facts.Edits[0].Statement.ShouldBe("Ada is from Xland.");
        facts.Tests[0].Prompt.ShouldBe("Who rules where Ada is from? ");
        facts.Tests[0].Answers.ShouldBe([new AnswerSet("L", "El")]);
        facts.Tests.Skip(1).Select(test => test.IsEdited).ShouldBe([true, false]);
        var passages = Sample.One("akew", record, "passages");
        passages.Edits[0].Statement.ShouldBe("Xland, a country, is where Ada comes from.");
        passages.Edits[0].WhyNoRequest.ShouldNotBeNull();
        Sample.One("akew", record, "triples").ToRequests().Select(request => request.Text).ShouldBe(["Xland is a", "Ada comes from"]);
    }

    [Fact]
    public void Piqa_TakesItsLabelsFromTheFileBeside() => Sample.WithFile("{\"goal\":\"Open it\",\"sol1\":\"turn\",\"sol2\":\"throw\"}\n{\"goal\":\"Shut it\",\"sol1\":\"a\",\"sol2\":\"b\"}\n", path =>
    {
        Should.Throw<FileNotFoundException>(() => DatasetList.Find("piqa").Read(path)).Message.ShouldContain("piqa_valid-labels.lst");
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "piqa_valid-labels.lst"), "0\n1\n");
        DatasetList.Find("piqa").Read(path).Select(one => (one.Tests[0].Answer, one.Tests[0].Against)).ShouldBe([("turn", "throw"), ("b", "a")]);
        return 0;
    }, "piqa_valid.jsonl");

    [Fact]
    public void Requests_AreReadAsTheCommandReadsThem() =>
        Sample.One("requests", """[{"prompt":"The tongue of {} is","subject":"Ada","target_new":"French","target_true":"English","paraphrase_prompts":["Ada speaks"],"locality":{"n":[{"prompt":"Bob speaks","ground_truth":"English"}]}}]""").Tests().ShouldBe("""
        rewrite after: The tongue of Ada is -> French not English
        rephrase after: Ada speaks -> French not English
        neighbourhood unchanged: Bob speaks -> English not French
        """);
}
