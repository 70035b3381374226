package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.approval.PolicyPreset;
import dev.agentruntime.application.approval.PolicyText;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StoredPolicyTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"one\"}";

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() throws IOException {
    cli = new TestCli(folder);
    Files.writeString(
        folder.resolve("team.yaml"),
        """
        rules:
          - id: edits
            request_type: tool
            subject_pattern: write_file
            decision: allow
          - id: production
            request_type: deployment
            conditions: {environment_eq: production}
            decision: ask
            approvals_needed: 2
            roles: [approver]
            reason: production is everybody's
        """);
  }

  private JsonObject json(String... words) {
    return JsonText.readObject(cli.run(words).out());
  }

  private static List<JsonObject> items(Ran ran) {
    return JsonText.read(ran.out()) instanceof JsonText.Valid(JsonArray array)
        ? array.items().stream().map(JsonObject.class::cast).toList()
        : List.of();
  }

  private Ran write(String... more) {
    cli.runtimes.model.thenReplies("", call("write_file", WRITE)).thenReplies("Done.");
    var words =
        new ArrayList<>(List.of("run", "do it", "--agent", "coder", "--output-format", "json"));
    words.addAll(List.of(more));
    return cli.run(words.toArray(String[]::new));
  }

  // set, and what it does to sessions

  @Test
  void a_policy_that_is_set_is_in_force_for_new_sessions_where_nobody_says_another() {
    Ran set = cli.run("policy", "set", "team.yaml", "--reason", "edits are fine");

    assertThat(set.status()).as(set.err()).isZero();
    assertThat(set.out())
        .startsWith("in force: version 1 of the owner's policy, by " + TerminalDesk.person().name())
        .contains(": edits are fine");
    Ran ran = write();
    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(json("policy", "show", "-s", ran.session(), "--format", "json").string("scope"))
        .contains("owner");
    assertThat(cli.run("policy", "show").out())
        .contains("version 1 of the owner's policy", "approvals_needed 2, roles [\"approver\"]");
  }

  @Test
  void a_session_with_a_mode_of_its_own_is_not_under_the_policy_that_is_set() {
    cli.run("policy", "set", "team.yaml");

    Ran ran = write("--approve", "none");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(json("policy", "show", "-s", ran.session(), "--format", "json"))
        .satisfies(
            shown -> {
              assertThat(shown.string("scope")).contains("session");
              assertThat(shown.bool("alone")).contains(true);
            });
    assertThat(cli.run("policy", "show", "--approve", "none").out())
        .startsWith("from --approve none");
  }

  @Test
  void a_preset_is_a_policy_of_a_run_too() {
    cli.run("policy", "set", "--preset", "auto");

    Ran ran = write("--preset", "read-only");

    assertThat(ran.status()).isZero();
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).isEmpty();
    assertThat(cli.run("sessions", "show", ran.session(), "--format", "json").out())
        .contains("\"approve\":\"read-only\"");
    assertThat(
            cli.run("policy", "check", "write_file", "--json", WRITE, "--preset", "read-only")
                .status())
        .isEqualTo(1);
    assertThat(cli.run("policy", "show", "--preset", "ask-all").out())
        .startsWith("from preset ask-all");
  }

  @Test
  void a_resumed_session_gets_the_policy_of_its_flags_whatever_it_had_by_then() {
    cli.run("policy", "set", "--preset", "ask-all");
    Ran waiting = write();
    assertThat(waiting.status()).isEqualTo(5);

    cli.run("approvals", "reject", waiting.approval());
    cli.runtimes.model.thenReplies("Then not.");
    cli.run("run", "-s", waiting.session(), "--approve", "edits");
    assertThat(cli.run("policy", "show", "-s", waiting.session()).out())
        .contains("version 1 of the session's policy", "resumed with --approve edits");

    cli.run("policy", "set", "--preset", "ask-all", "-s", waiting.session(), "--alone");
    cli.runtimes.model.thenReplies("Well.");
    cli.run("run", "-s", waiting.session(), "go on", "--approve", "edits");
    assertThat(cli.run("policy", "show", "-s", waiting.session()).out())
        .contains("version 3 of the session's policy");
  }

  @Test
  void a_dry_run_is_one_of_the_policy_that_is_set() {
    cli.run("policy", "set", "team.yaml");

    Ran ran = write("--dry-run");

    assertThat(ran.result().array("planned")).hasSize(1);
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).isEmpty();
    assertThat(cli.run("policy", "show", "-s", ran.session()).out())
        .contains("dry-run", "production", "version 1 of the session's policy");
  }

  @Test
  void a_check_in_a_folder_asks_the_policy_that_is_set() {
    cli.run("policy", "set", "team.yaml");

    assertThat(cli.run("policy", "check", "write_file", "--json", WRITE).status()).isZero();
    assertThat(
            cli.run("policy", "check", "write_file", "--json", WRITE, "--approve", "none").status())
        .isEqualTo(5);
  }

  @Test
  void the_policy_of_a_session_holds_beside_its_owners_unless_it_is_alone() {
    cli.run("policy", "set", "team.yaml");
    String session = write().session();

    Ran beside = cli.run("policy", "set", "--preset", "ask-all", "-s", session);
    assertThat(beside.err()).contains("the stricter one has its way");
    assertThat(cli.run("policy", "show", "-s", session).out())
        .contains("the owner's policy holds too");
    Ran check = cli.run("policy", "check", "write_file", "--json", WRITE, "-s", session);
    assertThat(check.out())
        .contains("version 1 of the session's policy says ask, by rule edits (it has the say)")
        .contains("version 1 of the owner's policy says allow, by rule edits\n");

    cli.run("policy", "set", "--preset", "auto", "-s", session, "--alone");
    JsonObject alone =
        json("policy", "check", "write_file", "--json", WRITE, "-s", session, "--format", "json");
    assertThat(alone.string("verdict")).contains("allow");
    assertThat(alone.array("policies")).hasSize(1);
  }

  @Test
  void a_change_that_expects_another_version_is_refused_and_says_which_is_there() {
    assertThat(cli.run("policy", "set", "team.yaml", "--expect", "0").status()).isZero();

    Ran refused = cli.run("policy", "set", "--preset", "auto", "--expect", "0");

    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("is at version 1", "look: agent-runtime policy history");
    assertThat(json("policy", "show", "--format", "json").integer("version")).contains(1L);
  }

  @Test
  void what_is_wrong_with_a_policy_is_told_with_its_places_and_nothing_is_set() throws IOException {
    Files.writeString(
        folder.resolve("bad.yaml"), "rules:\n  - {id: a, decision: perhaps}\n  - {decison: ask}\n");

    Ran refused = cli.run("policy", "set", "bad.yaml");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .contains("the policy cannot be used", "bad.yaml:2:", "bad.yaml:3:", "perhaps");
    assertThat(cli.run("policy", "history").err()).contains("no policy was set");
  }

  @ParameterizedTest
  @CsvSource({
    "policy set, 'give the policy: a FILE, or --preset PRESET'",
    "policy set team.yaml --preset auto, 'give the policy: a FILE, or --preset PRESET'",
    "policy set none.yaml, none.yaml does not exist",
    "policy set --preset atuo, did you mean auto?",
    "policy set team.yaml --alone, --alone is about a session's policy",
    "policy set team.yaml --expect one, it takes a whole number",
    "policy history --most 0, --most takes 1 to 1000",
    "policy rollback x, it takes a whole number",
    "policy diff 1, agent-runtime policy diff needs TO",
    "policy dry-run, 'give the policy: a FILE, or --preset PRESET'",
    "policy dry-run team.yaml --days 0, --days takes 1 to 3650",
    "policy dry-run team.yaml --most 1001, --most takes 1 to 1000",
    "policy presets nothing, there is no preset nothing",
    "policy presets --format yaml, name the preset to be printed",
    "policy presets auto --format table, printed as yaml or json",
    "policy presets --format tabel, did you mean table?",
    "policy check shop --details {}, --details belongs to a request that is no tool call",
    "policy check shop --type tool, requests of type tool are the runtime's own",
    "policy check shop --type deployment --argument a=b, a request of a type has --details",
    "policy check shop --type deployment --approve all, a request of a type has --details",
    "policy check shop --type deployment --details {, --details is no JSON",
    "policy grants revoke, agent-runtime policy grants revoke needs ID",
    "policy grants lst, did you mean list?",
  })
  void what_cannot_be_done_is_said(String line, String said) {
    Ran ran = cli.run(line.split(" ", -1));

    assertThat(ran.status()).as(ran.out()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
    assertThat(cli.run("policy", "history").out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "policy set team.yaml -s 0193f2c4-8d6e",
    "policy history -s 0193f2c4-8d6e",
    "policy diff 1 2",
    "policy rollback 3",
    "policy check shop --type deployment -s 0193f2c4-8d6e",
    "policy grants -s 0193f2c4-8d6e",
    "policy grants revoke 0193f2c4-8d6e",
  })
  void what_is_not_there_is_not_found(String line) {
    Ran ran = cli.run(line.split(" ", -1));

    assertThat(ran.status()).isEqualTo(4);
    assertThat(ran.err()).contains("there is no ", "look: agent-runtime ");
  }

  // history, diff, rollback

  @Test
  void versions_are_listed_compared_and_gone_back_to() {
    cli.run("policy", "set", "team.yaml", "--reason", "first");
    cli.run("policy", "set", "--preset", "read-only", "--reason", "second");

    assertThat(cli.run("policy", "history").out())
        .containsSubsequence("VERSION", "second", "first")
        .contains(TerminalDesk.person().name());
    List<JsonObject> versions = items(cli.run("policy", "history", "--format", "json"));
    assertThat(versions)
        .extracting(version -> version.integer("version").orElseThrow())
        .containsExactly(2L, 1L);
    assertThat(items(cli.run("policy", "history", "--most", "1", "--format", "json"))).hasSize(1);

    Ran diff = cli.run("policy", "diff", "1", "2");
    assertThat(diff.status()).isZero();
    assertThat(diff.out()).contains("rules.production\n  - {", "default\n  + \"deny\"");
    JsonObject told = json("policy", "diff", "0", "1", "--format", "json");
    assertThat(told.integer("to")).contains(1L);
    assertThat(told.array("changes").toString()).contains("rules.production", "after");
    assertThat(cli.run("policy", "diff", "1", "1").err()).contains("say the same");

    Ran back = cli.run("policy", "rollback", "1", "--reason", "too strict");
    assertThat(back.out())
        .startsWith("in force: version 3 of the owner's policy")
        .contains("too strict");
    assertThat(json("policy", "rollback", "2", "--format", "json").integer("version")).contains(4L);
  }

  @Test
  void rules_in_another_order_are_told_to_be_that() throws IOException {
    String one = "{id: one, decision: ask, subject_pattern: a}";
    String other = "{id: other, decision: allow, subject_pattern: a}";
    Files.writeString(folder.resolve("a.yaml"), "rules: [%s, %s]\n".formatted(one, other));
    Files.writeString(folder.resolve("b.yaml"), "rules: [%s, %s]\n".formatted(other, one));
    cli.run("policy", "set", "a.yaml");
    cli.run("policy", "set", "b.yaml");

    assertThat(cli.run("policy", "diff", "1", "2").out()).contains("stand in another order");
  }

  @Test
  void the_versions_of_a_session_are_its_own() {
    String session = write("--approve", "edits").session();

    cli.run("policy", "set", "--preset", "ask-all", "-s", session, "--alone");

    assertThat(items(cli.run("policy", "history", "-s", session, "--format", "json"))).hasSize(2);
    assertThat(cli.run("policy", "diff", "1", "2", "-s", session).out())
        .contains("rules.edits", "\"decision\":\"allow\"", "\"decision\":\"ask\"");
    assertThat(cli.run("policy", "rollback", "1", "-s", session).out())
        .contains("version 3 of the session's policy");
    assertThat(cli.run("policy", "history").out()).isEmpty();
  }

  // check of requests that are no call

  @ParameterizedTest
  @CsvSource({"production, 5, ask, production", "test, 5, ask, default"})
  void a_request_nobody_made_gets_its_verdict(
      String environment, int status, String verdict, String rule) {
    cli.run("policy", "set", "team.yaml");

    Ran ran =
        cli.run(
            "policy",
            "check",
            "--type",
            "deployment",
            "shop",
            "--details",
            "{\"environment\":\"" + environment + "\"}",
            "--format",
            "json");

    assertThat(ran.status()).isEqualTo(status);
    assertThat(ran.result().string("verdict")).contains(verdict);
    assertThat(ran.result().string("rule")).contains(rule);
    assertThat(cli.run("approvals", "list", "--state", "all").out()).isEmpty();
  }

  @Test
  void that_no_rule_is_about_such_requests_is_said() {
    cli.run("policy", "set", "team.yaml");

    assertThat(cli.run("policy", "check", "--type", "purchase", "licence").out())
        .contains("ask: licence {}", "no rule is about such requests")
        .doesNotContain("CONDITION");
  }

  @Test
  void who_has_to_decide_is_part_of_a_verdict() {
    cli.run("policy", "set", "team.yaml");

    assertThat(
            cli.run(
                    "policy",
                    "check",
                    "--type",
                    "deployment",
                    "shop",
                    "--details",
                    "{\"environment\":\"production\"}")
                .out())
        .contains("decided by 2 different people: approver", "environment_eq \"production\"");
  }

  // dry-run

  @Test
  void a_policy_is_tried_on_what_was_asked_and_not_put_in_force() {
    assertThat(cli.run("policy", "dry-run", "team.yaml").err()).contains("nothing was asked");
    write();

    Ran ran = cli.run("policy", "dry-run", "team.yaml", "--days", "1");

    assertThat(ran.status()).isZero();
    assertThat(ran.out())
        .contains("1 of 1 request would be ruled otherwise")
        .containsPattern("ask +allow +1")
        .contains("write_file", "ask (edits)", "allow (edits)");
    JsonObject told = json("policy", "dry-run", "--preset", "ask-all", "--format", "json");
    assertThat(told.integer("count")).contains(1L);
    assertThat(told.integer("changed")).contains(0L);
    assertThat(((JsonObject) told.array("totals").getFirst()).string("after")).contains("ask");
    assertThat(cli.run("policy", "history").out()).isEmpty();
  }

  // presets

  @Test
  void presets_are_listed() {
    assertThat(cli.run("policy", "presets").out())
        .contains("NAME", "read-only", "reading is allowed, everything else is denied");
    assertThat(items(cli.run("policy", "presets", "--format", "json")))
        .hasSize(PolicyPreset.values().length)
        .allSatisfy(preset -> assertThat(preset.object("policy")).isPresent());
  }

  @ParameterizedTest
  @EnumSource(PolicyPreset.class)
  void a_preset_is_printed_so_that_it_can_be_set(PolicyPreset preset) {
    String yaml = cli.run("policy", "presets", preset.id()).out();
    String json = cli.run("policy", "presets", preset.id(), "--format", "json").out();

    assertThat(PolicyText.read(yaml)).isEqualTo(new PolicyText.Valid(preset.document()));
    assertThat(JsonText.readObject(json)).isEqualTo(preset.document());
    assertThat(yaml).startsWith("# " + preset.summary() + "\n").contains("\n  - id: ");
  }

  // grants

  @Test
  void what_was_granted_is_listed_and_revoked() {
    assertThat(cli.run("policy", "grants").err()).contains("nobody granted anything");
    Ran waiting = write();
    cli.run("approvals", "approve", waiting.approval(), "--scope", "session", "--yes");

    Ran listed = cli.run("policy", "grants", "list", "-s", waiting.session());
    assertThat(listed.out()).contains("in force", "write_file: a.txt", waiting.session());
    JsonObject grant = items(cli.run("policy", "grants", "--format", "json")).getFirst();
    assertThat(grant.string("approval_id")).contains(waiting.approval());
    String id = grant.string("grant_id").orElseThrow();

    Ran revoked = cli.run("policy", "grants", "revoke", id.substring(0, 20));
    assertThat(revoked.status()).as(revoked.err()).isZero();
    assertThat(revoked.out()).isEqualTo("revoked " + id + "\n");
    assertThat(cli.run("policy", "grants").out()).isEmpty();
    assertThat(items(cli.run("policy", "grants", "list", "--ended", "--format", "json")))
        .singleElement()
        .satisfies(
            ended -> {
              assertThat(ended.string("state")).contains("revoked");
              assertThat(ended.string("revoked_by")).contains(TerminalDesk.person().name());
            });
    assertThat(
            cli.run("policy", "check", "write_file", "--json", WRITE, "-s", waiting.session())
                .status())
        .isEqualTo(5);
  }
}
