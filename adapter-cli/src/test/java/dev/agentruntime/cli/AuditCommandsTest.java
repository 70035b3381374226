package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.output.VisibleText;
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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditCommandsTest {

  private static final String SECRET = "a text that nobody else should read";
  private static final String EVIL = "eve\u001b[2J\u202e\nroot";

  @TempDir private Path folder;
  private TestCli cli;
  private String session;
  private String approval;

  /** One edit is changed by the reviewer, and done. */
  @BeforeEach
  void a_session_in_which_somebody_decided() {
    cli = new TestCli(folder);
    cli.runtimes
        .model
        .thenReplies(
            "I write.", call("write_file", "{\"path\":\"a.txt\",\"content\":\"" + SECRET + "\"}"))
        .thenReplies("Done.");
    Ran waiting = cli.run("run", "write it", "--agent", "coder", "--output-format", "json");
    session = waiting.session();
    approval = waiting.approval();
    cli.run(
        "approvals",
        "edit",
        approval,
        "--arguments",
        "{\"path\":\"a.txt\",\"content\":\"something else\"}");
    assertThat(cli.run("run", "-s", session).status()).isZero();
  }

  private Ran audit(String... words) {
    return cli.run(Stream.concat(Stream.of("audit"), Stream.of(words)).toArray(String[]::new));
  }

  private List<JsonObject> entries(String... words) {
    Ran ran =
        audit(
            Stream.of(Stream.of("list", "--format", "json"), Stream.of(words))
                .flatMap(all -> all)
                .toArray(String[]::new));
    assertThat(ran.status()).as(ran.err()).isZero();
    return JsonText.read(ran.out()) instanceof JsonText.Valid(JsonArray array)
        ? array.items().stream().map(JsonObject.class::cast).toList()
        : List.of();
  }

  private static Set<String> values(List<JsonObject> entries, String member) {
    return entries.stream()
        .map(entry -> entry.string(member).orElse("none"))
        .collect(Collectors.toSet());
  }

  private String person() {
    return TerminalDesk.person().name();
  }

  private void decideAs(String person, String id) {
    var opening = new RuntimeFactory.Opening(cli.runtimes.model, any -> false, Map.of(), false);
    try (AgentRuntime runtime = cli.runtimes.prepare(List.of()).open(opening)) {
      Approval asked = runtime.get(new GetApproval(Owner.LOCAL, ApprovalId.parse(id))).approval();
      runtime.decide(
          new DecideApproval(
              Owner.LOCAL,
              asked.id(),
              new ApprovalDecision.Approve(),
              asked.digest(),
              new Reviewer(person, Role.APPROVER),
              Reach.ONCE));
    }
  }

  /** Somebody and something whose names end lines and steer terminals. */
  private String sessionOfStrangeNames() {
    cli.runtimes.model.thenReplies("", call("write_file", "{\"path\":\"b\",\"content\":\"\"}"));
    Ran waiting = cli.run("run", "more", "--agent", "coder", "--output-format", "json");
    decideAs(EVIL, waiting.approval());
    cli.runtimes.model.thenReplies("", call(EVIL, "{}")).thenReplies("Done.");
    cli.run("run", "-s", waiting.session());
    return waiting.session();
  }

  // list

  @Test
  void entries_are_listed_from_the_newest_on_without_what_was_written() {
    Ran table = audit("list");

    assertThat(table.status()).as(table.err()).isZero();
    List<String> lines = table.out().lines().toList();
    assertThat(lines.getFirst()).matches("AT +TYPE +SESSION +AGENT +TOOL +DECIDER +POSITION");
    assertThat(lines.get(1)).contains("turn.completed", session, "coder");
    assertThat(lines.getLast()).contains("session.created").endsWith(" 1");
    assertThat(lines)
        .anyMatch(
            line ->
                line.contains("approval.approved")
                    && line.contains("write_file")
                    && line.contains(person()));
    assertThat(table.out()).doesNotContain(SECRET);
    assertThat(table.err()).isEmpty();
  }

  @Test
  void content_is_shown_where_it_is_asked_for() {
    assertThat(audit("list", "--content").out()).contains("DATA", SECRET);

    JsonObject redacted = entries("--type", "approval.requested").getFirst();
    assertThat(redacted.canonical()).contains("(redacted: ").doesNotContain(SECRET);
    assertThat(redacted.string("content")).contains("redacted");
    JsonObject full = entries("--type", "approval.requested", "--content").getFirst();
    assertThat(full.canonical()).contains(SECRET);
    assertThat(full.string("link")).isEqualTo(redacted.string("link"));
  }

  @Test
  void a_list_goes_on_where_another_ended() {
    Ran first = audit("list", "--format", "json", "--most", "3");
    String cursor = first.err().strip().replaceAll(".*--cursor ", "");

    assertThat(first.err()).startsWith("older ones: the same command with --cursor ");
    List<JsonObject> whole = entries();
    assertThat(entries("--most", "3")).isEqualTo(whole.subList(0, 3));
    assertThat(entries("--cursor", cursor)).isEqualTo(whole.subList(3, whole.size()));
  }

  @Test
  void entries_are_chosen_by_type_and_category() {
    assertThat(values(entries("--type", "approval.*"), "type"))
        .containsExactlyInAnyOrder("approval.requested", "approval.approved");
    assertThat(values(entries("--type", "hitl.decision.made"), "type"))
        .containsExactly("approval.approved");
    assertThat(values(entries("--type", "turn.started", "--type", "turn.waiting"), "type"))
        .containsExactlyInAnyOrder("turn.started", "turn.waiting");
    assertThat(entries("--type", "*")).isEqualTo(entries());
    assertThat(values(entries("--category", "tool"), "category")).containsExactly("tool");
    assertThat(values(entries("--category", "tool", "--type", "*"), "type"))
        .contains("tool.execution.started")
        .doesNotContain("turn.started");
  }

  @Test
  void entries_are_chosen_by_who_took_part() {
    assertThat(values(entries("--decider", person()), "type")).containsExactly("approval.approved");
    assertThat(entries("--decider", "nobody")).isEmpty();
    assertThat(values(entries("--agent", "coder"), "agent")).containsExactly("coder");
    assertThat(entries("--agent", "debug")).isEmpty();
    assertThat(values(entries("--tool", "write_file"), "tool")).containsExactly("write_file");
  }

  @Test
  void entries_are_chosen_by_what_they_are_part_of_with_the_beginning_of_its_id() {
    cli.runtimes.model.thenReplies("Nothing to do.");
    String other = cli.run("run", "hello", "--agent", "coder", "--output-format", "json").session();
    String callId =
        entries("--type", "tool.call.proposed").getFirst().string("call_id").orElseThrow();

    assertThat(values(entries("--session", session), "session_id")).containsExactly(session);
    assertThat(values(entries("-s", other.substring(0, 35)), "session_id")).containsExactly(other);
    assertThat(values(entries("--approval", approval.substring(0, 35)), "approval_id"))
        .containsExactly(approval);
    assertThat(values(entries("--approval", approval), "approval_id")).containsExactly(approval);
    assertThat(values(entries("--call", callId.substring(0, 35)), "call_id"))
        .containsExactly(callId);
    assertThat(entries("--call", callId)).hasSizeGreaterThan(3);
  }

  @Test
  void what_happened_in_deleted_sessions_is_still_told() {
    cli.run("sessions", "delete", session, "--yes");

    assertThat(cli.run("sessions", "show", session).status()).isEqualTo(4);
    assertThat(entries("--session", session.substring(0, 20)).getFirst().string("type"))
        .contains("session.deleted");
    assertThat(audit("verify", "--session", session.substring(0, 20)).out())
        .startsWith("as it was written: 1 session, ");
    assertThat(audit("approval", approval).status()).isZero();
  }

  @Test
  void entries_are_chosen_by_time() {
    List<JsonObject> all = entries();
    Instant middle = Instant.parse(all.get(all.size() / 2).string("at").orElseThrow());

    assertThat(entries("--since", "1h", "--until", "9999-12-31")).isEqualTo(all);
    assertThat(entries("--since", "999999999d")).isEqualTo(all);
    assertThat(entries("--until", "1h")).isEmpty();
    assertThat(entries("--since", "2999-01-01")).isEmpty();
    assertThat(entries("--since", middle.toString()))
        .allMatch(entry -> !at(entry).isBefore(middle))
        .hasSize((int) all.stream().filter(entry -> !at(entry).isBefore(middle)).count());
    assertThat(entries("--until", middle.toString())).allMatch(entry -> at(entry).isBefore(middle));
  }

  private static Instant at(JsonObject entry) {
    return Instant.parse(entry.string("at").orElseThrow());
  }

  @Test
  void where_nothing_fits_that_is_said() {
    Ran none = audit("list", "--tool", "nothing");

    assertThat(none.status()).isZero();
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).isEqualTo("there are no such entries\n");
    assertThat(audit("list", "--tool", "nothing", "--format", "json").out()).isEqualTo("[]\n");
  }

  @ParameterizedTest
  @CsvSource({
    "list --type approval.aproved, did you mean approval.approved?",
    "list --type aproval.*, did you mean approval.*?",
    "list --type hitl.decision.mode, there is no event type hitl.decision.mode",
    "list --type a.b, there is no event type a.b",
    "list --type Tool, --type: \"Tool\" is no event type",
    "list --category aproval, did you mean approval?",
    "list --category system, no recorded event is of the category system",
    "list --category tool --type turn.*, no recorded event is turn.* and of the category tool",
    "list --since yesterday, '--since: it takes a moment such as 2026-01-31T09:30:00Z, a day'",
    "list --since 0s, '--since: it takes a moment'",
    "list --since 2026-02-30, '--since: it takes a moment'",
    "list --until +12345-01-01T00:00:00Z, '--until: it takes a moment'",
    "list --since 2026-01-02 --until 2026-01-01, nothing can be in between",
    "list --most 0, --most takes 1 to",
    "list --cursor x, --cursor: this is none of this log",
    "list --session 01, write at least 4 characters",
    "export --format cvs, did you mean csv?",
    "export --type aproval.*, did you mean approval.*?",
    "export -o ., is a folder; name a file in it",
    "approval, agent-runtime audit approval needs ID",
    "verify --copy none.jsonl, the copy none.jsonl does not exist",
    "verify --copy ., the copy . is a folder; name a file",
    "verify --copy bytes.jsonl, the copy bytes.jsonl is no UTF-8 text",
    "verify --copy empty.jsonl, the copy empty.jsonl holds no entry of a log",
    "verify --copy -, standard input holds no entry of a log",
    "verify --copy a -s 0193f2c4, leave --session out",
  })
  void what_cannot_be_done_is_said_with_how_to_mend_it(String line, String said)
      throws IOException {
    Files.write(folder.resolve("bytes.jsonl"), new byte[] {(byte) 0xff, '\n'});
    Files.writeString(folder.resolve("empty.jsonl"), "\n\n");

    Ran ran = audit(line.split(" ", -1));

    assertThat(ran.status()).as(ran.out() + ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(said).contains("  ");
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list --session",
        "list --approval",
        "list --call",
        "export --session",
        "approval",
        "verify --session"
      })
  void what_is_not_there_is_said(String line) {
    for (String id : List.of("0193f2c4-8d6e", "0193f2c4-0000-7000-8000-000000000000", "x y")) {
      Ran ran =
          audit(
              Stream.concat(Stream.of(line.split(" ", -1)), Stream.of(id)).toArray(String[]::new));

      assertThat(ran.status()).as(ran.err()).isEqualTo(4);
      assertThat(ran.err()).contains("there is no ", "  look: agent-runtime audit list --type ");
    }
  }

  @Test
  void strange_names_stay_on_their_line_and_steer_nothing() {
    String strange = sessionOfStrangeNames();
    long number = entries("-s", strange).size();

    for (Ran ran :
        List.of(
            audit("list", "-s", strange, "--content"),
            audit("export", "-s", strange),
            audit("export", "-s", strange, "--format", "csv", "--content"))) {
      assertThat(ran.out().lines().count()).isBetween(number, number + 1);
      String text = ran.out().replace("\r\n", "\n");
      assertThat(VisibleText.of(text)).isEqualTo(text);
      assertThat(text).contains("eve").contains("root");
    }
    assertThat(audit("list", "-s", strange, "--decider", EVIL).out())
        .contains("eve\\u{1B}[2J\\u{202E}\\nroot");
    assertThat(entries("-s", strange, "--tool", EVIL)).isNotEmpty();
  }

  // export

  @Test
  void an_export_is_the_log_from_the_oldest_on_and_says_how_much_it_is() {
    Ran ran = audit("export");

    List<JsonObject> lines = ran.lines();
    assertThat(ran.status()).isZero();
    assertThat(lines).isEqualTo(entries().reversed());
    assertThat(ran.err()).isEqualTo(lines.size() + " entries written\n");
    assertThat(ran.out()).doesNotContain(SECRET);
    assertThat(audit("export", "--content").out()).contains(SECRET);
  }

  @Test
  void an_export_takes_what_is_chosen() {
    assertThat(values(audit("export", "--category", "approval").lines(), "type"))
        .containsExactlyInAnyOrder("approval.requested", "approval.approved");
    Ran one = audit("export", "--decider", person());
    assertThat(one.lines()).hasSize(1);
    assertThat(one.err()).isEqualTo("1 entry written\n");
    Ran none = audit("export", "--agent", "debug");
    assertThat(none.status()).isZero();
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).isEqualTo("0 entries written\n");
  }

  @Test
  void a_spreadsheet_has_a_head_and_a_line_an_entry() {
    Ran ran = audit("export", "--format", "csv", "--type", "approval.approved");

    assertThat(ran.out().split("\r\n"))
        .hasSize(2)
        .satisfies(lines -> assertThat(lines[0]).startsWith("at,type,category,session_id,"))
        .satisfies(lines -> assertThat(lines[1]).contains("approval.approved", session, approval));
    assertThat(audit("export", "--format", "csv", "--agent", "debug").out().lines()).hasSize(1);
  }

  @Test
  void an_export_longer_than_a_page_is_whole() {
    List<String> replies = Stream.generate(() -> "Yes.").limit(120).toList();
    for (String reply : replies) {
      cli.runtimes.model.thenReplies(reply);
      cli.run("run", "-s", session, "again");
    }

    List<JsonObject> lines = audit("export", "--session", session).lines();

    assertThat(lines).hasSizeGreaterThan(500);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i).integer("position")).contains(i + 1L);
    }
  }

  @Test
  void an_export_goes_to_a_file_whole_or_not_at_all() throws IOException {
    Files.writeString(folder.resolve("audit.jsonl"), "before");

    Ran ran = audit("export", "-o", "audit.jsonl");

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).endsWith(" entries written to audit.jsonl\n");
    assertThat(Files.readString(folder.resolve("audit.jsonl"))).isEqualTo(audit("export").out());
    assertThat(audit("export", "--session", "0193f2c4-8d6e", "-o", "audit.jsonl").status())
        .isEqualTo(4);
    assertThat(folder.resolve("audit.jsonl")).isNotEmptyFile();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void an_export_that_nobody_takes_to_its_end_is_a_failure() {
    var closed =
        new ByteArrayOutputStream() {
          @Override
          public void flush() throws IOException {
            throw new IOException("closed");
          }
        };

    Ran ran = cli.run(closed, new ByteArrayOutputStream(), "audit", "export");

    assertThat(ran.status()).isEqualTo(1);
  }

  // approval

  @Test
  void an_approval_is_told_from_the_request_to_the_result() {
    Ran shown = audit("approval", approval.substring(0, 35));

    assertThat(shown.status()).as(shown.err()).isZero();
    assertThat(shown.out())
        .contains("approval: " + approval, "session:  " + session)
        .containsPattern("asked: +\\S+Z by coder")
        .containsPattern("rule: +edits of version 1 of the session's policy")
        .containsPattern("decision: \\S+Z edited into write_file a.txt by ")
        .containsSubsequence("as asked, digest ", SECRET, "as granted, digest ", "something else")
        .contains("none beside the decision")
        .containsPattern("ran: +[0-9a-f]{64}, which is what was granted")
        .containsPattern("result: +succeeded, digest [0-9a-f]{64}")
        .containsSubsequence(
            "POSITION",
            "tool.call.proposed",
            "approval.requested",
            "approval.approved",
            "tool.execution.started",
            "tool.execution.completed")
        .contains(entries("--approval", approval).getFirst().string("link").orElseThrow());
  }

  @Test
  void the_same_is_there_as_json() {
    JsonObject json = audit("approval", approval, "--format", "json").result();

    assertThat(json.string("status")).contains("approved");
    assertThat(json.object("request").orElseThrow().canonical()).contains(SECRET);
    JsonObject decision = json.object("decision").orElseThrow();
    assertThat(decision.string("by")).contains(person());
    assertThat(decision.object("granted").orElseThrow().canonical()).contains("something else");
    assertThat(json.string("executed_digest").orElseThrow()).hasSize(64);
    assertThat(json.object("result").orElseThrow().string("outcome")).contains("succeeded");
    assertThat(json.array("entries")).hasSizeGreaterThan(4);
  }

  @Test
  void what_is_undecided_and_what_belongs_to_no_session_is_told_as_that() {
    String id =
        cli.run("approvals", "request", "purchase", "licence", "--format", "json")
            .result()
            .string("approval_id")
            .orElseThrow();

    assertThat(audit("approval", id).out())
        .contains("session:  none", "call:     none", "decision: pending", "ran:      nothing")
        .contains("by " + person(), "result:   none")
        .doesNotContain("as granted");
    decideAs(EVIL, id);
    Ran decided = audit("approval", id);
    assertThat(decided.out())
        .contains("approved by eve\\u{1B}[2J\\u{202E}\\nroot", ": the same")
        .isEqualTo(VisibleText.of(decided.out()));
  }

  @Test
  void the_votes_of_several_are_told() throws IOException {
    Files.writeString(
        folder.resolve("two.yaml"),
        "rules:\n  - {id: two, request_type: purchase, decision: ask, approvals_needed: 2}\n");
    cli.run("policy", "set", folder.resolve("two.yaml").toString());
    String id =
        cli.run("approvals", "request", "purchase", "licence", "--format", "json")
            .result()
            .string("approval_id")
            .orElseThrow();
    decideAs("one", id);
    decideAs("other", id);

    assertThat(audit("approval", id).out())
        .contains("needs:    2 different people: anybody", "rule:     two of version 1 of")
        .containsPattern("votes:\n  \\S+Z one \\(approver\\)")
        .contains("approved by ", "approval.voted");
  }

  // verify

  @Test
  void a_log_as_it_was_written_is_told_as_such() {
    long events = entries().size();

    Ran sound = audit("verify");

    assertThat(sound.status()).isZero();
    assertThat(sound.out()).isEqualTo("as it was written: 1 session, " + events + " events\n");
    JsonObject json = audit("verify", "--format", "json").result();
    assertThat(json.bool("sound")).contains(true);
    assertThat(json.integer("sessions")).contains(1L);
    assertThat(json.integer("events")).contains(events);
    assertThat(json.integer("found")).contains(0L);
    assertThat(json.array("flaws")).isEmpty();
    assertThat(new TestCli(folder).run("audit", "verify").out())
        .startsWith("as it was written: 0 sessions, 0 events\n");
  }

  @Test
  void heads_that_were_kept_show_that_the_log_still_holds_what_it_held() throws IOException {
    Ran written = audit("heads", "-o", "heads.jsonl");
    assertThat(written.status()).isZero();
    assertThat(written.err()).contains("1 session written to heads.jsonl");
    String heads = Files.readString(folder.resolve("heads.jsonl"));
    assertThat(audit("heads").out()).isEqualTo(heads);

    Ran sound = audit("verify", "--copy", "heads.jsonl");
    assertThat(sound.status()).isZero();
    assertThat(sound.out()).isEqualTo("as it was written: a copy of 1 session, 1 line\n");
    cli.run("sessions", "delete", session, "--yes");
    assertThat(audit("verify", "--copy", "heads.jsonl").out())
        .contains("as it was written", "1 session longer in the log than in the copy");
    Files.writeString(
        folder.resolve("heads.jsonl"), heads.replaceFirst("\"link\":\"....", "\"link\":\"0000"));
    Ran other = audit("verify", "--copy", "heads.jsonl");
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.out()).contains("the store has another link there");
    assertThat(new TestCli(folder.resolve("..")).run("audit", "heads", "-o", "none/heads").err())
        .contains("--output: there is no folder");
  }

  @Test
  void one_session_is_checked_alone() {
    cli.runtimes.model.thenReplies("Hello.");
    cli.run("run", "hello", "--agent", "coder");

    assertThat(audit("verify").out()).contains("2 sessions");
    for (String id : List.of(session, session.substring(0, 35))) {
      assertThat(audit("verify", "--session", id).out()).contains(" 1 session, ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--content", "--format=jsonl"})
  void a_copy_is_as_good_as_the_log(String option) throws IOException {
    sessionOfStrangeNames();
    audit("export", option, "-o", "audit.jsonl");

    Ran sound = audit("verify", "--copy", "audit.jsonl");

    assertThat(sound.status()).as(sound.out() + sound.err()).isZero();
    assertThat(sound.out()).startsWith("as it was written: a copy of 2 sessions, ");
    cli.reading(Files.newInputStream(folder.resolve("audit.jsonl")));
    JsonObject json = audit("verify", "--copy", "-", "--format", "json").result();
    assertThat(json.bool("sound")).contains(true);
    assertThat(json.integer("lines")).contains((long) entries().size());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"position\":3,', '\"position\":4,'",
    "'\"kind\":\"turn.started\"', '\"kind\":\"turn.running\"'",
    "'\"at\":\"20', '\"at\":\"19'",
    "something else, something worse",
  })
  void what_is_changed_in_a_copy_is_found(String written, String changed) {
    String copy = audit("export", "--content").out();
    assertThat(copy).contains(written);

    assertIsFound(copy.replace(written, changed));
  }

  @Test
  void what_is_missing_in_a_copy_and_what_is_no_copy_is_found() {
    String copy = audit("export").out();

    assertIsFound(copy.lines().skip(1).collect(Collectors.joining("\n")));
    assertIsFound(audit("export", "--type", "approval.*").out());
    assertIsFound(audit("export", "--format", "csv").out());
    assertIsFound("{}\n");
  }

  private void assertIsFound(String copy) {
    cli.reading(new ByteArrayInputStream(copy.getBytes(StandardCharsets.UTF_8)));
    Ran ran = audit("verify", "--copy", "-");

    assertThat(ran.status()).as(ran.out() + ran.err()).isEqualTo(1);
    assertThat(ran.out()).startsWith("NOT as it was written: a copy of ").contains("  line ");
  }

  @Test
  void of_many_flaws_the_first_are_told_and_no_line_of_a_copy_steers_a_terminal() {
    String noise = "{\"session_id\":\"\u001b[2J\u202e\"}\n".repeat(150);
    cli.reading(new ByteArrayInputStream(noise.getBytes(StandardCharsets.UTF_8)));

    Ran ran = audit("verify", "--copy", "-");

    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out().lines()).hasSize(102);
    assertThat(ran.out()).contains("0 sessions, 150 lines, 150 flaws").contains("and 50 more");
    assertThat(VisibleText.of(ran.out())).isEqualTo(ran.out());
  }

  @Test
  void shells_complete_every_type_that_is_recorded() {
    assertThat(new Words.EventTypeNames()).containsExactlyElementsOf(EventTypes.ALL);
    assertThat(new Words.Categories())
        .containsExactlyInAnyOrder("agent", "approval", "metrics", "session", "tool");
  }
}
