package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ToolExecutor.Previewed;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rubbish that looks like paths and diffs: never an exception, an escape or half an edit. */
class FileToolsFuzzTest {

  private static final String CANARY = "canary-of-the-outside";

  private static final List<String> PATH_PIECES =
      List.of(
          "..",
          ".",
          "/",
          "/",
          "//",
          "a",
          "f",
          "sub",
          "link",
          "~",
          "\\",
          "\0",
          " ",
          "\u2024",
          "%2e",
          "\uFEFF",
          "é",
          "\uD83D\uDC1E",
          "\n",
          "secret",
          "file:",
          "*",
          "-",
          ".git",
          "x".repeat(300));

  private static final List<String> DIFF_PIECES =
      List.of(
          "--- a/f",
          "+++ b/f",
          "--- /dev/null",
          "+++ /dev/null",
          "--- a/sub/g",
          "+++ b/sub/g",
          "--- a/../secret",
          "+++ b/../secret",
          "+++ b/link/x",
          "+++ b/new/h",
          "diff --git a/f b/f",
          "rename from f",
          "rename to sub/x",
          "new file mode 100644",
          "new file mode 120000",
          "deleted file mode 100644",
          "similarity index 90%",
          "copy from f",
          "Binary files differ",
          "GIT binary patch",
          "@@ -1,2 +1,2 @@",
          "@@ -1 +1 @@",
          "@@",
          "@@ -0,0 +1 @@",
          "@@ -9,9 +9 @@",
          "@@ -999999999,999999999 +1 @@",
          " one",
          "-one",
          "+one",
          " two",
          "-two",
          "+2",
          " three",
          "-three",
          "+",
          "-",
          " ",
          "",
          "\\ No newline at end of file",
          "```",
          "```diff",
          "-- ",
          "2.1.0",
          "f",
          "sub/g",
          "../secret",
          "<<<<<<< SEARCH",
          "=======",
          ">>>>>>> REPLACE",
          ":start_line:2",
          "-------",
          "one",
          "two",
          "three",
          "\"a/\\303\\244\"",
          "\t",
          "index 1..2");

  @TempDir Path outside;
  private Path root;
  private Workbench bench;

  @BeforeEach
  void open() throws IOException {
    outside = outside.toRealPath();
    root = Files.createDirectory(outside.resolve("ws"));
    Files.writeString(outside.resolve("secret"), CANARY);
    Files.createSymbolicLink(root.resolve("link"), outside);
    bench = new Workbench(root, Map.of("PATH", "/nonexistent"));
  }

  @Test
  void a_path_is_refused_or_leads_to_names_inside() {
    Fuzz.run(
        20_000,
        seed -> {
          String path = text(new Gen(seed), PATH_PIECES, "", 12);
          try {
            assertThat(WorkspacePath.parse(path).names())
                .doesNotContain("", ".", "..")
                .allMatch(name -> name.indexOf('/') < 0 && name.indexOf('\0') < 0);
          } catch (ToolFailedException e) {
            assertThat(e).hasMessageNotContaining("Exception");
          }
        });
  }

  @Test
  void a_path_given_to_the_tools_leads_nowhere_else() {
    Fuzz.run(
        400,
        seed -> {
          var gen = new Gen(seed);
          String path = text(gen, PATH_PIECES, "", 8);
          reset();
          String tool =
              gen.pick(List.of("read_file", "list_files", "write_file", "search_in_code"));
          run(tool, "path", path, "content", "x", "query", "canary");
          assertThat(everything()).containsEntry("secret", CANARY).hasSizeLessThan(8);
        });
  }

  @Test
  void a_diff_is_done_as_a_whole_or_not_at_all() {
    Fuzz.run(
        1500,
        seed -> {
          var gen = new Gen(seed);
          reset();
          Map<String, String> before = everything();

          Outcome outcome = run("apply_diff", "diff", text(gen, DIFF_PIECES, "\n", 14));

          Map<String, String> after = everything();
          assertThat(after).containsEntry("secret", CANARY);
          assertThat(after.keySet()).noneMatch(name -> name.endsWith(".tmp"));
          if (outcome != Outcome.SUCCEEDED) {
            assertThat(after).isEqualTo(before);
          }
        });
  }

  private static String text(Gen gen, List<String> pieces, String between, int most) {
    return String.join(
        between, Stream.generate(() -> gen.pick(pieces)).limit(gen.below(most) + 1L).toList());
  }

  private Outcome run(String tool, Object... arguments) {
    Previewed previewed =
        bench.workspace.preview(new ToolName(tool), Workbench.arguments(arguments));
    if (!(previewed instanceof Previewed.Possible(Preview preview))) {
      return Outcome.FAILED;
    }
    try {
      ToolResult result = bench.execute(tool, preview, arguments);
      assertThat(result.content()).doesNotContain(CANARY);
      return result.outcome();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Removes what a round has made. */
  private void reset() {
    try (Stream<Path> all = Files.walk(root)) {
      Set<Path> kept = Set.of(root, root.resolve("link"));
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!kept.contains(path)) {
          Files.delete(path);
        }
      }
      bench.file("f", "one\ntwo\nthree\n");
      bench.file("sub/g", "one\r\ntwo");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> everything() {
    var all = new TreeMap<String, String>();
    try (Stream<Path> walk = Files.walk(outside)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        all.put(outside.relativize(path).toString(), Files.readString(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
