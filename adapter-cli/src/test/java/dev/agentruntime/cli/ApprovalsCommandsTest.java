package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ApprovalsCommandsTest {

  private static final String WRITE = "{\"path\":\"a.txt\",\"content\":\"one\"}";
  private static final String SHOP =
      "{\"target\":\"shop\",\"version\":\"2.4\",\"environment\":\"production\"}";

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
  }

  private Ran sessionThatWantsToWrite() {
    cli.runtimes.model.thenReplies("I write.", call("write_file", WRITE));
    return cli.run("run", "do it", "--agent", "coder", "--output-format", "json");
  }

  private JsonObject json(String... words) {
    Ran ran = cli.run(words);
    return JsonText.readObject(ran.out());
  }

  private String requested(String... more) {
    var words = new ArrayList<>(List.of("approvals", "request", "purchase", "licence"));
    words.addAll(List.of(more));
    words.addAll(List.of("--format", "json"));
    return JsonText.readObject(cli.run(words.toArray(String[]::new)).out())
        .string("approval_id")
        .orElseThrow();
  }

  private static List<JsonObject> items(Ran ran) {
    return JsonText.read(ran.out()) instanceof JsonText.Valid(JsonArray array)
        ? array.items().stream().map(JsonObject.class::cast).toList()
        : List.of();
  }

  /** A policy that wants two people for purchases and for writing. */
  private void twoHaveToApprove() throws IOException {
    Path file = folder.resolve("two.yaml");
    Files.writeString(
        file,
        """
        rules:
          - {id: four-eyes, request_type: purchase, decision: ask, approvals_needed: 2, timeout: 1h}
          - {id: writes, subject_pattern: write_file, decision: ask, approvals_needed: 2}
        """);
    assertThat(cli.run("policy", "set", file.toString()).status()).isZero();
  }

  // show

  @Test
  void an_approval_is_shown_with_its_request_its_history_and_the_rule_it_could_make() {
    Ran waiting = sessionThatWantsToWrite();

    Ran shown = cli.run("approvals", "show", waiting.approval().substring(0, 13));

    assertThat(shown.status()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("approval " + waiting.approval() + ": pending", "session  " + waiting.session())
        .contains("path a.txt (3 bytes)", "because it changes files", "rule edits of version 1 of")
        .contains("the policy said ask, by rule edits", "asked, because")
        .contains("--scope session or always", "write_file: a.txt", "\"paths_in\": [")
        .contains("agent-runtime approvals approve " + waiting.approval());
  }

  @Test
  void everything_of_an_approval_is_there_as_json() {
    Ran waiting = sessionThatWantsToWrite();
    cli.run("approvals", "approve", waiting.approval());

    JsonObject shown = json("approvals", "show", waiting.approval(), "--format", "json");

    assertThat(shown.string("state")).contains("approved");
    assertThat(shown.string("diff").orElseThrow()).contains("+one");
    assertThat(shown.object("outcome").orElseThrow().string("decision")).contains("approve");
    assertThat(shown.object("policy").orElseThrow().string("rule")).contains("edits");
    assertThat(shown.object("terms").orElseThrow().integer("approvals_needed")).contains(1L);
    assertThat(
            shown.array("history").stream()
                .map(JsonObject.class::cast)
                .map(event -> event.string("type").orElseThrow()))
        .containsExactly("tool.call.proposed", "approval.requested", "approval.approved");
    assertThat(shown.object("grant")).isEmpty();
  }

  @Test
  void what_belongs_to_no_session_is_shown_as_that() {
    String id = requested();

    assertThat(cli.run("approvals", "show", id).out())
        .contains("session  none", "? purchase: licence, asked by " + TerminalDesk.person().name());
    assertThat(json("approvals", "show", id, "--format", "json").string("session_id")).isEmpty();
    assertThat(cli.run("approvals", "list").out()).contains(id);
    assertThat(cli.run("sessions", "list", "--format", "json").out()).isEqualTo("[]\n");
  }

  @Test
  void nothing_is_shown_of_an_approval_that_is_not_there() {
    Ran ran = cli.run("approvals", "show", "0193f2c4-8d6e");

    assertThat(ran.status()).isEqualTo(4);
    assertThat(ran.err()).contains("there is no approval", "look: agent-runtime approvals list");
  }

  // approve --scope

  @Test
  void without_a_terminal_a_rule_is_shown_and_not_kept_unless_it_was_said_in_advance() {
    Ran waiting = sessionThatWantsToWrite();

    Ran refused = cli.run("approvals", "approve", waiting.approval(), "--scope", "session");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .contains("in this session only, this is not asked", "write_file: a.txt", "\"paths_in\"")
        .contains("nothing was decided; give --yes");
    assertThat(cli.run("approvals", "list").out()).contains(waiting.approval());

    Ran granted =
        cli.run("approvals", "approve", waiting.approval(), "--scope", "session", "--yes");
    assertThat(granted.status()).as(granted.err()).isZero();
    assertThat(granted.out()).startsWith("approved write_file a.txt");
    assertThat(items(cli.run("policy", "grants", "--format", "json")))
        .singleElement()
        .satisfies(
            grant -> {
              assertThat(grant.string("session_id")).contains(waiting.session());
              assertThat(grant.string("text")).contains("write_file: a.txt, by coder");
            });
  }

  @Test
  void at_a_terminal_a_rule_is_kept_only_after_a_yes() {
    Ran waiting = sessionThatWantsToWrite();
    cli.atTerminal();

    Ran no = cli.typing("n").run("approvals", "approve", waiting.approval(), "--scope", "always");
    assertThat(no.status()).isEqualTo(5);
    assertThat(no.err()).contains("in all sessions of this owner", "nothing was decided");

    Ran yes =
        cli.typing("y")
            .run("approvals", "approve", waiting.approval(), "--scope", "always", "--for", "7d");
    assertThat(yes.status()).as(yes.err()).isZero();
    JsonObject grant = items(cli.run("policy", "grants", "--format", "json")).getFirst();
    assertThat(grant.string("session_id")).isEmpty();
    assertThat(grant.string("expires_at")).isPresent();
  }

  @Test
  void what_was_allowed_in_all_sessions_is_not_asked_in_the_next_one() {
    Ran waiting = sessionThatWantsToWrite();
    cli.run("approvals", "approve", waiting.approval(), "--scope", "always", "-y");
    cli.runtimes.model.thenReplies("", call("write_file", WRITE)).thenReplies("Done.");

    Ran next = cli.run("run", "again", "--agent", "coder", "--output-format", "json");

    assertThat(next.status()).as(next.out()).isZero();
    Ran check =
        cli.run(
            "policy",
            "check",
            "write_file",
            "--json",
            WRITE,
            "-s",
            next.session(),
            "--agent",
            "coder");
    assertThat(check.out()).contains("allow: ", "what people granted (it has the say)");
  }

  @Test
  void what_is_decided_already_is_not_allowed_for_longer_and_that_is_said() {
    Ran waiting = sessionThatWantsToWrite();
    cli.run("approvals", "approve", waiting.approval());

    Ran late = cli.run("approvals", "approve", waiting.approval(), "--scope", "always", "--yes");

    assertThat(late.status()).isEqualTo(1);
    assertThat(late.err()).contains("is approved already, and nothing is kept for longer");
    assertThat(cli.run("policy", "grants").out()).isEmpty();
  }

  @Test
  void what_no_rule_covers_is_approved_only_once() {
    String id = requested();

    Ran ran = cli.run("approvals", "approve", id, "--scope", "always", "--yes");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("no rule would let exactly this run unasked", "--scope once");
    assertThat(cli.run("approvals", "approve", id).err()).contains("it belongs to no session");
  }

  @ParameterizedTest
  @CsvSource({
    "approvals approve 0193f2c4 --for 7d, what holds once lasts no time",
    "approvals approve 0193f2c4 --scope always --for 1000d, a grant holds 1 second to 365 days",
    "approvals approve 0193f2c4 --scope always --for soon, '--for: it takes a duration such as'",
    "approvals approve 0193f2c4 --scope allways, did you mean always?",
    "approvals list --type Tool, '--type: \"Tool\": an approval type starts with a-z'",
    "approvals watch --type Tool, '--type: \"Tool\": an approval type starts with a-z'",
    "approvals request tool x, requests of type tool are the runtime's own",
    "approvals request deployment, agent-runtime approvals request needs SUBJECT",
    "approvals request deployment shop, details.target is missing",
    "approvals request x y --details [], --details is no JSON object",
    "approvals request x y --details {, --details is no JSON",
    "approvals request x y --details @none.json, none.json does not exist",
    "approvals request x y --timeout 0s, '--timeout: it takes a duration such as'",
    "approvals request x y --timeout 900d, '--timeout: it takes 1 second to 365 days'",
    "approvals wait 0193f2c4 --timeout x, '--timeout: it takes a duration such as'",
  })
  void what_cannot_be_asked_is_said(String line, String said) {
    Ran ran = cli.run(line.split(" ", -1));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
    assertThat(cli.run("approvals", "list", "--state", "all").out()).isEmpty();
  }

  // list --type

  @Test
  void approvals_are_listed_by_type() {
    sessionThatWantsToWrite();
    String purchase = requested();

    assertThat(items(cli.run("approvals", "list", "--type", "purchase", "--format", "json")))
        .singleElement()
        .satisfies(view -> assertThat(view.string("approval_id")).contains(purchase));
    assertThat(items(cli.run("approvals", "list", "--type", "tool", "--format", "json")))
        .hasSize(1);
  }

  // request

  @Test
  void a_request_tells_its_id_and_stays_undecided() throws IOException {
    Files.writeString(folder.resolve("shop.json"), SHOP);

    Ran asked =
        cli.run(
            "approvals",
            "request",
            "deployment",
            "shop-2.4",
            "--details",
            "@shop.json",
            "--reason",
            "the release is tested",
            "--timeout",
            "2h");

    assertThat(asked.status()).isEqualTo(5);
    assertThat(asked.out()).matches("[0-9a-f-]{36} pending\n");
    assertThat(asked.err())
        .contains("because the release is tested", "then it expires", "approvals approve ");
    JsonObject view =
        items(cli.run("approvals", "list", "--type", "deployment", "--format", "json")).getFirst();
    assertThat(view.object("details").orElseThrow().string("environment")).contains("production");
    assertThat(view.string("deadline")).isPresent();
    assertThat(view.string("requested_by")).contains(TerminalDesk.person().name());
  }

  @Test
  void a_request_of_a_session_belongs_to_it() {
    Ran waiting = sessionThatWantsToWrite();

    String id = requested("-s", waiting.session());

    assertThat(json("approvals", "show", id, "--format", "json").string("session_id"))
        .contains(waiting.session());
    assertThat(cli.run("approvals", "request", "x", "y", "-s", "0193f2c4-8d6e").status())
        .isEqualTo(4);
  }

  @Test
  void what_a_rule_decides_is_decided_at_once_and_the_status_says_it() throws IOException {
    Path file = folder.resolve("rules.yaml");
    Files.writeString(
        file,
        """
        rules:
          - {id: small, request_type: purchase, decision: allow, conditions: {amount_lte: 100}}
          - {id: large, request_type: purchase, decision: deny, conditions: {amount_gt: 1000}}
        """);
    assertThat(cli.run("policy", "set", file.toString()).status()).isZero();

    assertThat(cli.run("approvals", "request", "purchase", "x", "--details", "{\"amount\":1}"))
        .satisfies(
            ran -> {
              assertThat(ran.status()).as(ran.err()).isZero();
              assertThat(ran.out()).contains(" approved");
            });
    assertThat(
            cli.run("approvals", "request", "purchase", "x", "--details", "{\"amount\":2000}")
                .status())
        .isEqualTo(5);
  }

  // wait

  private CompletableFuture<Ran> aside(String... words) {
    var elsewhere = Executors.newVirtualThreadPerTaskExecutor();
    return CompletableFuture.supplyAsync(() -> cli.run(words), elsewhere);
  }

  private String nextPending() {
    return JsonText.readObject(cli.run("approvals", "watch", "--once", "--format", "json").out())
        .string("approval_id")
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"approve, 0, approved", "reject, 5, rejected"})
  void whoever_waits_is_told_what_is_decided_elsewhere(String decision, int status, String state)
      throws ExecutionException, InterruptedException {
    CompletableFuture<Ran> waiting = aside("approvals", "request", "purchase", "x", "--wait");
    String id = nextPending();
    CompletableFuture<Ran> other = aside("approvals", "wait", id, "--format", "json");

    assertThat(cli.run("approvals", decision, id).status()).isZero();

    assertThat(waiting.get().status()).isEqualTo(status);
    assertThat(waiting.get().out()).contains(state);
    assertThat(other.get().status()).isEqualTo(status);
    assertThat(other.get().result().string("state")).contains(state);
  }

  @Test
  void what_nobody_decides_in_time_expires_under_the_eyes_of_whoever_waits() {
    Ran ran = cli.run("approvals", "request", "purchase", "x", "--wait", "--timeout", "1s");

    assertThat(ran.status()).isEqualTo(5);
    assertThat(ran.out()).contains(" expired");
    assertThat(ran.err()).contains("expired: nobody decided in time");
  }

  @Test
  void waiting_ends_when_its_time_is_over_and_leaves_the_approval() {
    String id = requested();

    Ran ran = cli.run("approvals", "wait", id, "--timeout", "PT0.1S");

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err())
        .contains("is still undecided", "look: agent-runtime approvals show " + id);
    assertThat(cli.run("approvals", "approve", id).status()).isZero();
    assertThat(cli.run("approvals", "wait", id).status()).isZero();
    assertThat(cli.run("approvals", "wait", "0193f2c4-8d6e").status()).isEqualTo(4);
  }

  // several people

  @Test
  void one_of_several_words_is_counted_and_leaves_it_undecided() throws IOException {
    twoHaveToApprove();
    Ran waiting = sessionThatWantsToWrite();
    String id = requested("-s", waiting.session());

    Ran own = cli.run("approvals", "approve", id);

    assertThat(own.status()).isEqualTo(1);
    assertThat(own.err()).contains("somebody else has to decide this", "asked for it");
    assertThat(cli.run("approvals", "show", id).out())
        .contains("decided by 2 different people: anybody", "until ", "rule four-eyes");
  }

  private void approveAs(String person, String id) {
    var opening = new RuntimeFactory.Opening(cli.runtimes.model, any -> false, Map.of(), false);
    try (AgentRuntime runtime = cli.runtimes.prepare(List.of()).open(opening)) {
      Approval approval =
          runtime.get(new GetApproval(Owner.LOCAL, ApprovalId.parse(id))).approval();
      runtime.decide(
          new DecideApproval(
              Owner.LOCAL,
              approval.id(),
              new ApprovalDecision.Approve(),
              approval.digest(),
              new Reviewer(person, Role.APPROVER),
              Reach.ONCE));
    }
  }

  @Test
  void a_run_in_which_others_have_to_approve_too_stays_undecided_until_they_did()
      throws IOException {
    twoHaveToApprove();
    cli.runtimes.model.thenReplies("", call("write_file", WRITE)).thenReplies("Done.");

    Ran waiting =
        cli.atTerminal()
            .typing("a")
            .run("run", "do it", "--agent", "coder", "--output-format", "json");

    assertThat(waiting.status()).isEqualTo(5);
    assertThat(waiting.err()).contains("decided by 2 different people: anybody");
    assertThat(waiting.result().string("error").orElseThrow())
        .contains("1 of 2 approvals; somebody else has to approve the same");
    String id = waiting.approval();
    cli.awayFromTerminal();
    Ran again = cli.run("approvals", "approve", id);
    assertThat(again.status()).isEqualTo(5);
    assertThat(again.out()).startsWith("pending write_file a.txt");
    assertThat(cli.run("approvals", "show", id).out())
        .contains("approved already by " + TerminalDesk.person().name() + " (admin) at ")
        .contains("(admin), as one of several");
    assertThat(cli.run("approvals", "edit", id, "--arguments", WRITE).err())
        .contains("has one vote; reject it to take that back");

    approveAs("someone-else", id);

    assertThat(cli.run("run", "-s", waiting.session()).out()).isEqualTo("Done.\n");
    assertThat(cli.run("sessions", "export", waiting.session()).out())
        .contains("as one of several who have to");
  }

  @Test
  void what_several_have_to_approve_reaches_no_further_than_once() throws IOException {
    twoHaveToApprove();
    Ran waiting = sessionThatWantsToWrite();

    Ran ran = cli.run("approvals", "approve", waiting.approval(), "--scope", "session", "--yes");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("no rule would let exactly this run unasked");
  }

  // watch

  @Test
  void a_watch_begins_with_what_is_pending() {
    sessionThatWantsToWrite();
    String id = requested();

    Ran watched = cli.run("approvals", "watch", "--once", "--type", "purchase");

    assertThat(watched.status()).isZero();
    assertThat(watched.out()).isEqualTo("approval.requested  " + id + "  purchase  licence {}\n");
  }

  @Test
  void a_watch_tells_what_comes_and_what_becomes_of_it() throws InterruptedException {
    String first = requested();
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Thread watching =
        Thread.ofVirtual().start(() -> cli.run(out, err, "approvals", "watch", "--format", "json"));
    String second = requested();
    cli.run("approvals", "reject", first, "--reason", "too dear");
    while (!out.toString(StandardCharsets.UTF_8).contains("approval.rejected")) {
      Thread.onSpinWait();
    }
    watching.interrupt();
    watching.join();

    assertThat(out.toString(StandardCharsets.UTF_8).lines().map(JsonText::readObject))
        .extracting(
            line -> line.string("type").orElseThrow(),
            line -> line.string("approval_id").orElseThrow())
        .containsExactly(
            tuple("approval.requested", first),
            tuple("approval.requested", second),
            tuple("approval.rejected", first));
  }
}
