package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLogTest {

  private static final CommandLog.Size SMALL = new CommandLog.Size(10, 8);

  @TempDir private Path root;
  private ConfinedPaths paths;

  @BeforeEach
  void confine() throws Exception {
    paths = ConfinedPaths.at(root);
  }

  private CommandLog log(String call) {
    return new CommandLog(paths, call, SMALL);
  }

  private Path file(String call) {
    return root.resolve(".agent-runtime/logs").resolve(call + ".log");
  }

  @Test
  void a_log_is_the_users_own_and_version_control_ignores_it() throws IOException {
    CommandLog log = log("a");
    log.append("text");
    log.finish();

    assertThat(file("a")).hasContent("text");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("a"))))
        .isEqualTo("rw-------");
    assertThat(root.resolve(".agent-runtime/.gitignore")).hasContent("*\n");
    assertThat(log.whereabouts()).isEqualTo("all of it is in .agent-runtime/logs/a.log");
  }

  @Test
  void with_the_last_log_nothing_is_left_behind() {
    discarded("a");

    assertThat(root).isEmptyDirectory();
  }

  @Test
  void what_else_is_kept_there_stays() throws IOException {
    CommandLog kept = log("kept");
    kept.append("text");
    kept.finish();
    discarded("a");
    assertThat(file("kept")).exists();

    Files.delete(file("kept"));
    Path notes = Files.writeString(root.resolve(".agent-runtime/notes"), "mine");
    discarded("b");
    assertThat(notes).exists();
    assertThat(root.resolve(".agent-runtime/.gitignore")).exists();

    Files.delete(notes);
    Files.writeString(root.resolve(".agent-runtime/.gitignore"), "mine");
    discarded("c");
    assertThat(root.resolve(".agent-runtime/.gitignore")).hasContent("mine");
  }

  private void discarded(String call) {
    CommandLog log = log(call);
    log.append("text");
    log.finish();
    log.discard();
  }

  @Test
  void without_output_there_is_no_log() {
    CommandLog log = log("a");
    log.append("");
    log.finish();
    log.discard();

    assertThat(root).isEmptyDirectory();
  }

  @Test
  void of_very_much_the_beginning_and_the_end_are_kept() {
    CommandLog log = log("a");
    for (char c = 'a'; c <= 'z'; c++) {
      log.append("" + c);
    }
    log.finish();

    assertThat(file("a")).hasContent("abcdefghij\n[… 8 bytes left out …]\nstuvwxyz");
    assertThat(log.whereabouts())
        .isEqualTo("more of its beginning and end is in .agent-runtime/logs/a.log");
  }

  @Test
  void characters_at_the_cuts_are_left_out_whole() {
    CommandLog log = log("a");
    log.append("123456789\u20AC-----\u20AC1234567");
    log.finish();

    assertThat(file("a")).hasContent("123456789\n[… 11 bytes left out …]\n1234567");
  }

  @Test
  void a_log_is_text_with_the_beginning_and_the_end_of_what_was_printed() {
    Fuzz.run(
        300,
        seed -> {
          var gen = new Gen(seed);
          CommandLog log =
              new CommandLog(
                  paths, "fuzz", new CommandLog.Size(10 + gen.below(50), 10 + gen.below(50)));
          var whole = new StringBuilder("x");
          log.append("x");
          for (int pieces = gen.below(20); pieces > 0; pieces--) {
            String piece = gen.text().replace("…", "");
            whole.append(piece);
            log.append(piece);
          }
          log.finish();

          String kept = content(file("fuzz"));
          int cut = kept.indexOf("\n[… ");
          if (cut < 0) {
            assertThat(kept).isEqualTo(whole.toString());
          } else {
            String tail = kept.substring(kept.indexOf("…]\n") + 3);
            assertThat(whole.toString()).startsWith(kept.substring(0, cut)).endsWith(tail);
            assertThat(kept).doesNotContain("\uFFFD");
          }
        });
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_log_that_the_command_has_cut_does_no_harm() throws IOException {
    CommandLog log = log("a");
    log.append("a".repeat(30));
    Files.writeString(file("a"), "");
    log.finish();

    assertThat(log.whereabouts()).startsWith("more of its beginning");
  }

  @Test
  void a_command_that_runs_again_begins_its_log_anew() {
    CommandLog first = log("a");
    first.append("first");
    CommandLog again = log("a");
    again.append("2nd");
    again.finish();

    assertThat(file("a")).hasContent("2nd");
  }

  @Test
  void the_newest_logs_stay() throws IOException {
    for (int i = 0; i < CommandLog.KEPT_FILES + 5; i++) {
      CommandLog log = log("%03d".formatted(i));
      log.append("text");
      log.finish();
    }
    Files.writeString(root.resolve(".agent-runtime/logs/000.txt"), "not a log");

    try (var all = Files.list(root.resolve(".agent-runtime/logs"))) {
      assertThat(all.map(path -> path.getFileName().toString()).sorted())
          .hasSize(CommandLog.KEPT_FILES + 1)
          .startsWith("000.txt", "005.log")
          .endsWith("024.log");
    }
  }

  @Test
  void nothing_is_written_through_a_link(@TempDir Path outside) throws IOException {
    Files.createSymbolicLink(root.resolve(".agent-runtime"), outside);
    CommandLog log = log("a");
    log.append("text");
    log.append("more");
    log.finish();
    log.discard();

    assertThat(log.whereabouts())
        .startsWith("it could not be kept: .agent-runtime is a symbolic link");
    assertThat(outside).isEmptyDirectory();
    Files.delete(root.resolve(".agent-runtime"));
  }

  @Test
  void a_link_in_the_place_of_a_log_is_replaced(@TempDir Path outside) throws IOException {
    Path target = Files.writeString(outside.resolve("target"), "kept");
    CommandLog before = log("before");
    before.append("text");
    before.finish();
    Files.createSymbolicLink(file("a"), target);
    CommandLog log = log("a");
    log.append("text");
    log.finish();

    assertThat(file("a")).hasContent("text").isRegularFile();
    assertThat(Files.isSymbolicLink(file("a"))).isFalse();
    assertThat(target).hasContent("kept");
  }

  @Test
  void a_failure_of_the_file_system_is_told_and_disturbs_nothing() throws IOException {
    Files.createDirectories(file("a").resolve("folder"));
    CommandLog log = log("a");
    log.append("text");
    log.append("more");
    log.finish();

    assertThat(log.whereabouts())
        .startsWith("it could not be kept: the file system refused a.log")
        .doesNotContain(root.toString());
  }
}
