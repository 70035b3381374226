package dev.agentruntime.bootstrap;

import static dev.agentruntime.bootstrap.PseudoTerminal.CTRL_C;
import static dev.agentruntime.bootstrap.PseudoTerminal.CTRL_D;
import static dev.agentruntime.bootstrap.PseudoTerminal.ENTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.bootstrap.Program.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The real program at a real terminal, with a person who reads and types. */
@EnabledOnOs(OS.LINUX)
@Execution(ExecutionMode.CONCURRENT)
class TerminalSessionTest {

  private static final String CHOICES = "[?]";
  private static final String SLOW =
      "trap '' TERM; echo started; echo started >> started.txt; sleep 60; echo survived >"
          + " survived.txt";

  @TempDir private Path home;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void a_common_terminal() {
    environment.put("TERM", "xterm-256color");
  }

  @AfterEach
  void what_was_recorded_is_sound() throws IOException {
    StoredLogs.check(home);
  }

  private static String write(String path, String content) {
    return "{tool: write_file, arguments: {path: %s, content: \"%s\"}}".formatted(path, content);
  }

  private static String run(String command) {
    return "{tool: execute_command, arguments: {command: \"%s\"}}".formatted(command);
  }

  /** A script whose replies make these calls, one each, and then say that all is done. */
  private void script(String... calls) throws IOException {
    var yaml = new StringBuilder("messages: [do it]\nreplies:\n");
    for (String call : calls) {
      yaml.append("  - text: Step.\n    calls: [").append(call).append("]\n");
    }
    yaml.append("  - text: All is done.\n  - text: Now it is.\n");
    Files.writeString(home.resolve("script.yaml"), yaml);
  }

  private PseudoTerminal start(int columns, String... more) throws IOException {
    var arguments = new ArrayList<>(List.of("run", "--script", "script.yaml", "--agent", "coder"));
    arguments.addAll(List.of(more));
    return PseudoTerminal.start(
        new Program(home), columns, 40, environment, arguments.toArray(String[]::new));
  }

  private String content(String file) throws IOException {
    return Files.readString(home.resolve(file));
  }

  private static String session(String shown) {
    Matcher id = Pattern.compile("session ([0-9a-f-]{36})").matcher(shown);
    assertThat(id.find()).as(shown).isTrue();
    return id.group(1);
  }

  @Test
  void a_person_approves_rejects_edits_allows_always_and_answers() throws Exception {
    script(
        write("approved.txt", "one\\ntwo\\n"),
        write("rejected.txt", "no\\n"),
        write("edited.txt", "as the model wants\\n"),
        write("always.txt", "first\\n"),
        write("always.txt", "second\\n"),
        "{tool: ask_followup_question, arguments:"
            + " {question: \"Which colour?\", suggestions: [red, green]}}");
    Path editor = home.resolve("editor.sh");
    Files.writeString(editor, "#!/bin/sh\nsed -i s/model/person/ \"$1\"\n");
    Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwx------"));
    environment.put("EDITOR", editor.toString());

    try (PseudoTerminal terminal = start(100)) {
      terminal.await("\u001b[32m+one").await(CHOICES).await("> ").type("a" + ENTER);
      terminal.await("approved by").await("rejected.txt").await(CHOICES).await("> ");
      terminal.type("r" + ENTER).await("reason").await("> ").type("not that one" + ENTER);
      terminal.await("not that one").await("edited.txt").await(CHOICES).await("> ");
      terminal.type("e" + ENTER).await("edited into write_file edited.txt");
      terminal.await("always.txt").await(CHOICES).await("> ").type("s" + ENTER);
      terminal.await("write_file: always.txt").await("paths_in").await("[y/n] > ");
      terminal.type("y" + ENTER).await("approved by");
      terminal.await("Which colour?").await("2. ").await("number > ");
      // Nothing is no answer.
      terminal.type(ENTER).await("number > ").type("2" + ENTER);

      assertThat(terminal.end()).as(terminal.all()).isZero();
      assertThat(content("approved.txt")).isEqualTo("one\ntwo\n");
      assertThat(home.resolve("rejected.txt")).doesNotExist();
      assertThat(content("edited.txt")).isEqualTo("as the person wants\n");
      assertThat(content("always.txt")).isEqualTo("second\n");
      assertThat(terminal.all()).containsOnlyOnce("All is done.");
      assertThat(new Program(home).run("sessions", "show", session(terminal.all())).out())
          .contains("not that one", "green");
    }
  }

  @Test
  void without_colours_a_narrow_terminal_loses_nothing_and_may_change_its_width() throws Exception {
    environment.put("NO_COLOR", "1");
    String words = "word ".repeat(40).strip();
    script(write("narrow.txt", words), write("wider.txt", words));

    try (PseudoTerminal terminal = start(40)) {
      terminal.await("narrow.txt").await(CHOICES).await("> ").type("zz");
      terminal.await("zz").resize(72, 30).type("\u007f\u007fa" + ENTER);
      terminal.await("approved by");
      int resized = terminal.position();
      terminal.await("? tool: write_file").await(CHOICES).await("> ").type("a" + ENTER);

      assertThat(terminal.end()).as(terminal.all()).isZero();
      assertThat(content("narrow.txt")).isEqualTo(words);
      assertThat(content("wider.txt")).isEqualTo(words);
      assertThat(terminal.all()).doesNotContainPattern("\u001b\\[[0-9;]*m");
      String before = terminal.all().substring(0, resized);
      String after = terminal.all().substring(resized);
      assertThat(PseudoTerminal.lines(before))
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(40));
      assertThat(String.join("", PseudoTerminal.lines(before)).split("word", -1)).hasSize(41);
      assertThat(PseudoTerminal.lines(after))
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(72))
          .anySatisfy(line -> assertThat(line.length()).isGreaterThan(40));
    }
  }

  @Test
  void a_dumb_terminal_gets_no_sequence_and_a_question_can_be_cancelled() throws Exception {
    environment.put("TERM", "dumb");
    environment.put("NO_COLOR", "1");
    script(write("a.txt", "one\\n"), write("b.txt", "two\\n"));

    try (PseudoTerminal terminal = start(80)) {
      terminal.await("a.txt").await(CHOICES).await("> ").type("a\n");
      terminal.await("approved by").await("b.txt").await(CHOICES).await("> ").type(CTRL_C);
      terminal.await("cancelling");

      assertThat(terminal.end()).as(terminal.all()).isEqualTo(130);
      assertThat(terminal.all()).doesNotContain("\u001b");
      assertThat(terminal.all()).contains("the turn was cancelled: Ctrl-C");
      assertThat(content("a.txt")).isEqualTo("one\n");
      assertThat(home.resolve("b.txt")).doesNotExist();
      goesOn(terminal);
    }
  }

  /** The session takes another message afterwards. */
  private void goesOn(PseudoTerminal terminal) throws IOException, InterruptedException {
    String session = session(terminal.all());
    assertThat(terminal.all()).contains("agent-runtime run -s " + session);
    Ran next = new Program(home).run("run", "-s", session, "go on");
    assertThat(next.status()).as(next.err()).isZero();
    assertThat(next.out()).isEqualTo("All is done.\n");
  }

  @Test
  void ctrl_c_cancels_a_command_and_the_session_goes_on() throws Exception {
    script(run(SLOW.replace("trap '' TERM; ", "")));

    try (PseudoTerminal terminal = start(80, "--approve", "all")) {
      terminal.await("| started").type(CTRL_C).await("cancelling");

      assertThat(terminal.end()).as(terminal.all()).isEqualTo(130);
      assertThat(home.resolve("survived.txt")).doesNotExist();
      assertThat(Files.readAllLines(home.resolve("started.txt"))).hasSize(1);
      goesOn(terminal);
    }
  }

  @Test
  void ctrl_c_twice_leaves_at_once_and_says_how_to_go_on() throws Exception {
    script(run(SLOW));

    try (PseudoTerminal terminal = start(80, "--approve", "all")) {
      // The command does not heed the first signal, so that there is something to leave.
      terminal.await("| started").type(CTRL_C).await("cancelling").type(CTRL_C);

      assertThat(terminal.end()).as(terminal.all()).isEqualTo(130);
      assertThat(terminal.all()).contains("interrupted; the session can be resumed");
      assertThat(home.resolve("survived.txt")).doesNotExist();
      goesOn(terminal);
    }
  }

  /** A session whose program was killed while its command ran. */
  private String killedInsideCommand() throws IOException, InterruptedException {
    script(run("echo ran >> ran.txt; until test -e go.txt; do sleep 0.1; done"));
    var program = new Program(home);
    ProcessBuilder builder =
        program
            .builder("run", "--script", "script.yaml", "--agent", "coder", "--approve", "all")
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("killed.txt").toFile());
    // In the sandbox the command would end with the program, and could not be let go on.
    builder.environment().put("AGENT_RUNTIME_SANDBOX", "off");
    Process running = builder.start();
    Program.awaitFile(home.resolve("ran.txt"), running);
    running.destroyForcibly().waitFor();
    Files.writeString(home.resolve("go.txt"), "");
    return session(content("killed.txt"));
  }

  /** Takes it up at a terminal, where the question is answered by that key. */
  private String answered(String session, String key) throws Exception {
    try (PseudoTerminal terminal =
        PseudoTerminal.start(new Program(home), 80, 40, environment, "run", "-s", session)) {
      terminal.await("? recovery: execute_command").await("because a crash came while it ran");
      terminal.await("nobody knows how far it got").await("echo ran >> ran.txt");
      terminal.await("[a]gain: run it once more").await("[q]uit: decide later").await("> ");
      // Keys of other questions mean nothing here.
      terminal.type("e" + ENTER).await("one of the letters").await("> ").type(key + ENTER);

      assertThat(terminal.end()).as(terminal.all()).isZero();
      assertThat(terminal.all()).containsOnlyOnce("All is done.");
      assertThat(terminal.all()).contains("tool: execute_command echo ran");
    }
    return new Program(home).run("sessions", "show", session).out();
  }

  private List<String> runs() throws IOException {
    return Files.readAllLines(home.resolve("ran.txt"));
  }

  @Test
  void an_interrupted_command_runs_once_more_where_a_person_says_again() throws Exception {
    String shown = answered(killedInsideCommand(), "a");

    assertThat(runs()).hasSize(2);
    assertThat(shown).contains("= succeeded").doesNotContain("reports it done", "interrupted");
  }

  @Test
  void an_interrupted_command_counts_as_done_where_a_person_says_so() throws Exception {
    String shown = answered(killedInsideCommand(), "d");

    assertThat(runs()).hasSize(1);
    assertThat(shown).contains("= succeeded: It was interrupted; ", "reports it done");
  }

  @Test
  void an_interrupted_command_is_skipped_where_a_person_says_so() throws Exception {
    String shown = answered(killedInsideCommand(), "s");

    assertThat(runs()).hasSize(1);
    assertThat(shown).contains("= interrupted: ", "it was not run again");
  }

  @Test
  void a_chat_edits_lines_recalls_them_and_outlives_a_cancelled_turn() throws Exception {
    Files.writeString(
        home.resolve("chat.yaml"),
        "replies:\n  - text: Hello there.\n  - text: I run it.\n    calls: ["
            + run("echo printed; sleep 60")
            + "]\n  - text: Third answer.\n  - text: Fourth answer.\n");
    String[] chat = {"chat", "--script", "chat.yaml", "--agent", "coder", "--approve", "all"};

    try (PseudoTerminal terminal =
        PseudoTerminal.start(new Program(home), 80, 24, environment, chat)) {
      terminal.await("coder> ").type("never sent" + CTRL_C);
      terminal.await("Ctrl-D leaves").await("coder> ").type("two\\" + ENTER);
      terminal.await("> ").type("lines" + ENTER).await("Hello there.");
      terminal.await("coder> ").type("run it" + ENTER).await("| printed").type(CTRL_C);
      terminal.await("the turn was cancelled").await("coder> ").type(" a secret" + ENTER);
      terminal.await("Third answer.").await("coder> ").type("\u001bOA");
      terminal.await("run it").type(ENTER).await("Fourth answer.");
      terminal.await("coder> ").type("/status" + ENTER).await("tokens");
      terminal.await("coder> ").type(CTRL_D).await("agent-runtime chat -s ");

      assertThat(terminal.end()).as(terminal.all()).isZero();
      Path history = home.resolve(".local/state/agent-runtime/chat_history");
      assertThat(Files.readString(history)).contains("run it").doesNotContain("secret");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
          .isEqualTo("rw-------");
      String shown = new Program(home).run("sessions", "show", session(terminal.all())).out();
      assertThat(shown).contains("two\nlines", "a secret").doesNotContain("never sent");
    }
  }
}
