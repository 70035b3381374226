package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyCommandsTest {

  private static final String GUARDED =
      "{\"path\":\".github/workflows/x.yml\",\"content\":\"on: push\"}";

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
    cli.runtimes.workspace(folder).file("a.txt", "one").secretFile(".env", "TOKEN=x");
  }

  private JsonObject json(String... words) {
    return JsonText.readObject(cli.run(words).out());
  }

  @Test
  void the_policy_of_new_sessions_is_shown_with_its_origin() {
    Ran shown = cli.run("policy", "show", "--approve", "edits");

    assertThat(shown.status()).isZero();
    assertThat(shown.out())
        .startsWith("from --approve edits")
        .contains("protected-folders", "paths_matches", "default");
    JsonObject json = json("policy", "show", "--format", "json");
    assertThat(json.string("scope")).contains("default");
    assertThat(json.object("policy").orElseThrow().array("rules")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "read_file --argument path=a.txt, 0, allow",
    "read_file --argument path=.env, 5, ask",
    "write_file --argument path=a.txt --argument content=two, 5, ask",
    "write_file --argument path=a.txt --argument content=two --approve edits, 0, allow",
    "execute_command --argument command=ls --approve edits, 5, ask",
    "execute_command --argument command=ls --approve all, 0, allow",
    "read_file --argument path=missing.txt, 1, unfit",
    "write_file --argument path=a.txt, 1, unfit",
    "write_file --argument path=a.txt --argument content=x --agent ask, 1, unfit",
  })
  void a_call_nobody_made_gets_its_verdict_and_the_status_says_it(
      String words, int status, String verdict) {
    var line = ("policy check " + words + " --format json").split(" ", -1);

    Ran ran = cli.run(line);

    assertThat(ran.status()).as(ran.out() + ran.err()).isEqualTo(status);
    assertThat(JsonText.readObject(ran.out()).string("verdict")).contains(verdict);
    assertThat(cli.runtimes.workspace(folder).executed()).isEmpty();
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).contains("one");
  }

  @Test
  void a_verdict_tells_its_rule_and_what_each_condition_saw() {
    Ran ran = cli.run("policy", "check", "write_file", "--json", GUARDED, "--approve", "all");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.out())
        .contains("ask: write_file .github/workflows/x.yml")
        .contains("rule    protected-folders of the policy that is not stored")
        .contains("[\".github/workflows/x.yml\"]", "paths_matches");
    JsonObject policy =
        (JsonObject)
            json("policy", "check", "write_file", "--json", GUARDED, "--format", "json")
                .array("policies")
                .getFirst();
    assertThat(policy.bool("decisive")).contains(true);
    JsonObject rule =
        policy.array("rules").stream()
            .map(JsonObject.class::cast)
            .filter(one -> one.string("id").orElse("").equals("protected-folders"))
            .findFirst()
            .orElseThrow();
    assertThat(rule.string("matches")).contains("yes");
    JsonObject condition = (JsonObject) rule.array("conditions").getFirst();
    assertThat(condition.string("holds")).contains("yes");
    assertThat(condition.strings("saw")).containsExactly(".github/workflows/x.yml");
  }

  @Test
  void an_approval_and_its_call_are_explained_with_what_was_recorded_and_what_holds_now() {
    cli.runtimes.model.thenReplies("", call("write_file", GUARDED));
    Ran waiting =
        cli.run(
            "run", "do it", "--agent", "coder", "--approve", "edits", "--output-format", "json");
    JsonObject export = json("sessions", "export", waiting.session(), "--format", "json");
    String call = ((JsonObject) export.array("approvals").getFirst()).string("call").orElseThrow();

    for (String id : new String[] {waiting.approval(), call}) {
      Ran explained = cli.run("policy", "explain", id);
      assertThat(explained.status()).as(explained.err()).isZero();
      assertThat(explained.out())
          .contains(
              "verdict  ask", "rule     protected-folders of version 1 of the session's policy")
          .contains("the path is protected", "what the policy sees:", ".github/workflows/x.yml");
      JsonObject json = json("policy", "explain", id, "--format", "json");
      assertThat(json.string("rule")).contains("protected-folders");
      assertThat(json.object("now").orElseThrow().string("verdict")).contains("ask");
    }
    assertThat(cli.run("policy", "explain", call, "-s", waiting.session()).status()).isZero();
  }

  @Test
  void another_version_that_is_in_force_by_now_is_said() {
    cli.runtimes.model.thenReplies("", call("write_file", GUARDED));
    Ran waiting = cli.run("run", "do it", "--agent", "coder", "--output-format", "json");
    cli.run("run", "-s", waiting.session(), "--approve", "edits");

    assertThat(cli.run("policy", "explain", waiting.approval()).out())
        .contains(
            "version 1 of the session's policy",
            "the policy is another one by now",
            "version 2 of the session's policy says");
  }

  @Test
  void what_no_policy_decides_is_said_to_be_asked_always() {
    cli.runtimes.model.thenReplies("", call("list_files", "{}"));
    Ran waiting =
        cli.run("run", "do", "--agent", "coder", "--max-steps", "1", "--output-format", "json");

    assertThat(cli.run("policy", "explain", waiting.approval()).out())
        .contains("verdict  always asked", "limit of model calls");
  }

  @ParameterizedTest
  @CsvSource({
    "policy check read_file --json [], --json takes a JSON object",
    "policy check read_file --json {, --json is no JSON",
    "policy check read_file --argument path, NAME=VALUE",
    "policy check read_file --argument a=1 --json {}, exclude each other",
    "policy check read_file --argument a:=[ , --argument a is no JSON",
    "policy check read_file -s 0000 -w ., a session has its policy and workspace",
    "policy show -s 0000 --approve all, a session has its policy",
    "policy show --approve all --policy x.yaml, exclude each other",
    "policy show --approve all --preset auto, exclude each other",
    "policy show --preset atuo, did you mean auto?",
    "run hello --policy x.yaml --preset auto, exclude each other",
  })
  void what_cannot_be_asked_is_said(String line, String said) {
    Ran ran = cli.run(line.strip().split(" ", -1));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
  }

  @Test
  void an_id_of_nothing_is_not_found() {
    assertThat(cli.run("policy", "explain", "x").status()).isEqualTo(4);
    assertThat(cli.run("policy", "explain", "0193f2c4-8d6e-7c1a-9f3b-2a5d7e1c4b60").status())
        .isEqualTo(4);
  }

  @Test
  void agents_are_listed_with_whether_they_are_enabled() {
    assertThat(cli.run("agents", "list").out()).contains("coder", "yes", "universal", "no");
    assertThat(cli.run("agents", "list", "--format", "json").out())
        .contains("{\"description\":", "\"name\":\"architect\"", "\"enabled\":false");
  }
}
