package dev.agentruntime.cli;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonObject;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever an id is taken, its beginning is enough, and a wrong one is told with what there is. */
class WrittenIdTest {

  @TempDir private Path folder;
  private TestCli cli;
  private Ran waiting;

  @BeforeEach
  void a_session_that_waits() {
    cli = new TestCli(folder);
    waiting = waits("a.txt");
  }

  private Ran waits(String file) {
    cli.runtimes.model.thenReplies(
        "", call("write_file", "{\"path\":\"%s\",\"content\":\"one\"}".formatted(file)));
    return cli.run("run", "write " + file, "--agent", "coder", "--output-format", "json");
  }

  private Ran run(String line) {
    return cli.run(
        line.replace("SESSION", beginning(waiting.session()))
            .replace("APPROVAL", beginning(waiting.approval()))
            .replace("CALL", beginning(callOfIt()))
            .split(" ", -1));
  }

  /** All but the end: whatever was made in the same moment begins otherwise. */
  private static String beginning(String id) {
    return id.substring(0, 30);
  }

  private String callOfIt() {
    JsonObject export =
        JsonText.readObject(
            cli.run("sessions", "export", waiting.session(), "--format", "json").out());
    return ((JsonObject) export.array("approvals").getFirst()).string("call").orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sessions show SESSION",
        "sessions export SESSION",
        "sessions diff SESSION",
        "sessions delete SESSION --yes",
        "approvals list -s SESSION",
        "approvals approve APPROVAL",
        "approvals edit APPROVAL --arguments {\"path\":\"a.txt\",\"content\":\"two\"}",
        "approvals reject APPROVAL",
        "policy show -s SESSION",
        "policy check list_files -s SESSION",
        "policy explain APPROVAL",
        "policy explain CALL",
        "policy explain CALL -s SESSION",
        "script record SESSION",
      })
  void a_beginning_that_only_one_has_is_enough(String line) {
    Ran ran = run(line);

    assertThat(ran.status()).as(ran.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run -s SESSION", "chat -s SESSION"})
  void a_session_is_resumed_by_its_beginning(String line) {
    cli.run("approvals", "approve", waiting.approval().toUpperCase(Locale.ROOT));
    cli.runtimes.model.thenReplies("Done.");

    Ran ran = run(line);

    assertThat(ran.status()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("Done.\n");
    assertThat(cli.runtimes.workspace(folder).content("a.txt")).contains("one");
  }

  static Stream<String> everywhere() {
    return Stream.of(
        "run -s ID",
        "chat -s ID",
        "sessions show ID",
        "sessions export ID",
        "sessions diff ID",
        "sessions delete ID --yes",
        "approvals list -s ID",
        "approvals approve ID",
        "approvals edit ID --arguments {}",
        "approvals reject ID",
        "policy show -s ID",
        "policy check list_files -s ID",
        "policy explain ID",
        "script record ID");
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void an_id_of_nothing_is_told_with_the_command_that_lists_what_there_is(String line) {
    for (String id : new String[] {"ffffffff", "ffffffff-ffff-7fff-bfff-ffffffffffff", "no-id"}) {
      Ran ran = cli.run((line.replace("ID", id) + " --db memory").split(" ", -1));

      String list = line.matches("approvals [aer].*|policy explain.*") ? "approvals" : "sessions";
      assertThat(ran.status()).as(line + ran.err()).isEqualTo(4);
      assertThat(ran.err())
          .startsWith("agent-runtime: there is no ")
          .contains(id, "  look: agent-runtime " + list + " list")
          .doesNotContain("UUID");
      assertThat(ran.out()).isEmpty();
    }
    assertThat(cli.run("sessions", "show", waiting.session()).out()).contains("waiting");
  }

  @ParameterizedTest
  @CsvSource({
    "sessions show, sessions list",
    "run -s, sessions list",
    "approvals reject, approvals list --state all",
    "policy explain, approvals list --state all",
  })
  void a_beginning_that_several_have_is_refused_with_what_they_are(String command, String look) {
    Ran other = waits("b.txt");
    boolean session = look.startsWith("sessions");
    String one = session ? waiting.session() : waiting.approval();
    String two = session ? other.session() : other.approval();

    Ran ran = cli.run((command + " " + common(one, two)).split(" ", -1));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err())
        .contains(
            "2 ids begin with ",
            one + (session ? "  waiting (approval)  write a.txt" : "  pending  write_file a.txt"),
            two + (session ? "  waiting (approval)  write b.txt" : "  pending  write_file b.txt"),
            "write more of the ",
            "  look: agent-runtime " + look);
    assertThat(cli.run("approvals", "list", "--format", "json").out().split("pending", -1))
        .hasSize(3);
  }

  private static String common(String one, String two) {
    int same = 0;
    while (one.charAt(same) == two.charAt(same)) {
      same++;
    }
    return one.substring(0, Math.max(4, same));
  }

  @Test
  void what_is_decided_already_still_counts_so_that_no_beginning_changes_its_meaning() {
    Ran other = waits("b.txt");
    cli.run("approvals", "reject", waiting.approval());

    Ran ran = cli.run("approvals", "approve", common(waiting.approval(), other.approval()));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("rejected  write_file a.txt", "pending  write_file b.txt");
  }

  @Test
  void too_little_of_an_id_is_refused_though_only_one_begins_so() {
    Ran ran = cli.run("sessions", "delete", waiting.session().substring(0, 3), "--yes");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("write at least 4 characters");
    assertThat(cli.run("sessions", "show", waiting.session()).status()).isZero();
  }
}
