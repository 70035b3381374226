package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ToolExecutor.Previewed;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attempts to reach what lies outside the workspace. None of them may. */
class ConfinementTest {

  private static final String CANARY = "canary-of-the-outside";

  /**
   * Paths that lead outside, through what {@link #layTraps} puts there; OUT is the folder outside.
   */
  private static final List<String> ESCAPES =
      List.of(
          "..",
          "../secret",
          "../ws-sibling/secret",
          "../ws/../secret",
          "./../secret",
          "sub/../../secret",
          "sub/./.././../secret",
          "sub//..//..//secret",
          "../../../../../../../../../../../../etc/passwd",
          "missing/../../secret",
          "OUT/secret",
          "/etc/passwd",
          "//etc/passwd",
          "/proc/self/environ",
          "/proc/self/root/etc/passwd",
          "/dev/stdin",
          "/",
          "~",
          "~/secret",
          "~/.ssh/id_rsa",
          "..\\secret",
          "sub\\..\\..\\secret",
          "C:\\Windows\\win.ini",
          "secret\0.txt",
          "../secret\0",
          "link-absolute",
          "link-relative",
          "link-up",
          "link-up/secret",
          "link-folder",
          "link-folder/secret",
          "link-folder/new",
          "link-sibling/secret",
          "link-root/etc/passwd",
          "link-proc/self/environ",
          "link-proc/self/cwd/../secret",
          "link-device",
          "link-chain",
          "link-chain-folder/secret",
          "link-through/secret",
          "link-dangling",
          "link-dangling-folder/new",
          "link-loop",
          "link-loop/secret",
          "link-mixed",
          "sub/link-deep",
          "sub/link-deep/secret",
          "sub/inside/../../link-folder/secret",
          "pipe",
          "pipe/secret");

  @TempDir Path outside;
  private Path root;
  private Workbench bench;

  @BeforeEach
  void layTraps() throws Exception {
    outside = outside.toRealPath();
    root = Files.createDirectory(outside.resolve("ws"));
    Files.createDirectories(root.resolve("sub/inside"));
    Files.writeString(outside.resolve("secret"), CANARY);
    Files.writeString(
        Files.createDirectory(outside.resolve("ws-sibling")).resolve("secret"), CANARY);
    link("link-absolute", outside.resolve("secret").toString());
    link("link-relative", "../secret");
    link("link-up", "..");
    link("link-folder", outside.toString());
    link("link-sibling", outside.resolve("ws-sibling").toString());
    link("link-root", "/");
    link("link-proc", "/proc");
    link("link-device", "/dev/zero");
    link("link-chain", "link-second");
    link("link-second", "link-absolute");
    link("link-chain-folder", "sub/../link-folder");
    link("link-through", "sub/inside/../../../ws-sibling");
    link("link-dangling", "../new");
    link("link-dangling-folder", "../new-folder");
    link("link-loop", "link-loop-back");
    link("link-loop-back", "link-loop");
    link("link-mixed", root + "/../secret");
    link("sub/link-deep", "../../ws-sibling");
    assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor())
        .isZero();
    bench = new Workbench(root);
  }

  /** The clean-up of the temporary folder would warn of each. */
  @AfterEach
  void removeTraps() throws IOException {
    try (Stream<Path> all = Files.walk(outside)) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }

  static List<String> escapes() {
    return ESCAPES;
  }

  private record Attempt(String tool, List<Object> namesAndValues) {
    Object[] arguments() {
      return namesAndValues.toArray();
    }
  }

  private static Attempt attempt(String tool, Object... namesAndValues) {
    return new Attempt(tool, List.of(namesAndValues));
  }

  /** Each way that a path can be given to a tool. */
  private static List<Attempt> attempts(String path) {
    String change = "\n@@ -1 +1 @@\n-" + CANARY + "\n+x\n";
    String removal = "\n@@ -1 +0,0 @@\n-" + CANARY + "\n";
    return List.of(
        attempt("read_file", "path", path),
        attempt("list_files", "path", path, "recursive", true, "include_hidden", true),
        attempt("search_in_code", "query", "canary", "path", path),
        attempt("search_in_code", "query", "root:", "path", path),
        attempt("write_file", "path", path, "content", "overwritten"),
        attempt("write_file", "path", path + "/x/y", "content", "overwritten"),
        attempt("execute_command", "command", "cat secret; pwd -P", "cwd", path),
        attempt("apply_diff", "diff", "--- " + path + "\n+++ " + path + change),
        attempt("apply_diff", "diff", "--- a/" + path + "\n+++ /dev/null" + removal),
        attempt("apply_diff", "diff", "--- /dev/null\n+++ b/" + path + "\n@@ -0,0 +1 @@\n+x\n"),
        attempt("apply_diff", "diff", renaming("sub/a", path)),
        attempt("apply_diff", "diff", renaming(path, "sub/b")));
  }

  private static String renaming(String from, String to) {
    return "diff --git a/x b/x\nrename from " + from + "\nrename to " + to + "\n";
  }

  @ParameterizedTest(quoteTextArguments = false)
  @MethodSource("escapes")
  @Timeout(60)
  void nothing_outside_is_read_or_changed(String path) throws Exception {
    bench.file("sub/a", "text");
    Map<String, String> before = everythingOutside();

    for (Attempt attempt : attempts(path.replace("OUT", outside.toString()))) {
      Previewed previewed =
          bench.workspace.preview(
              new ToolName(attempt.tool()), Workbench.arguments(attempt.arguments()));
      Preview preview =
          previewed instanceof Previewed.Possible possible ? possible.preview() : Preview.nothing();
      ToolResult result = bench.execute(attempt.tool(), preview, attempt.arguments());

      assertThat(result.outcome()).as("%s: %s", attempt, result).isEqualTo(Outcome.FAILED);
      assertThat(result.content()).doesNotContain(CANARY + "\n", "root:x:");
      assertThat(previewed.toString()).doesNotContain("root:x:");
      assertThat(everythingOutside()).as(attempt.toString()).isEqualTo(before);
    }
  }

  /** Names and contents of what lies around the workspace. */
  private Map<String, String> everythingOutside() throws IOException {
    var all = new TreeMap<String, String>();
    try (Stream<Path> walk = Files.walk(outside)) {
      for (Path path : walk.filter(path -> !path.startsWith(root)).toList()) {
        all.put(
            path.toString(),
            Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.readString(path) : "");
      }
    }
    return all;
  }

  @Test
  void walking_does_not_go_through_links() throws Exception {
    bench.file("sub/found", "canary here");

    String listed = bench.run("list_files", "recursive", true).content();
    String searched = bench.run("search_in_code", "query", "canary").content();

    assertThat(listed).contains("link-folder\n").doesNotContain("link-folder/");
    assertThat(searched).isEqualTo("sub/found:1: canary here\n");
  }

  @Test
  void a_folder_swapped_for_a_link_after_the_preview_is_not_written_through() throws Exception {
    bench.file("dir/secret", CANARY);
    Preview writing = bench.preview("write_file", "path", "dir/secret", "content", "x");
    Preview creating = bench.preview("write_file", "path", "dir/new", "content", "x");
    swapForLink("dir");

    var changed = bench.execute("write_file", writing, "path", "dir/secret", "content", "x");
    var created = bench.execute("write_file", creating, "path", "dir/new", "content", "x");

    assertThat(changed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(created.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(Files.readString(outside.resolve("secret"))).isEqualTo(CANARY);
    assertThat(outside.resolve("new")).doesNotExist();
  }

  private void swapForLink(String folder) throws IOException {
    Files.move(root.resolve(folder), root.resolve(folder + "-old"));
    link(folder, outside.toString());
  }

  @Test
  void a_replaced_root_is_noticed() throws Exception {
    Files.move(root, outside.resolve("moved"));
    Files.createSymbolicLink(root, outside);

    assertThat(bench.problem("read_file", "path", "secret")).contains("replaced by another");
    assertThat(bench.workspace.projectInstructions()).isEmpty();
  }

  @Test
  @Timeout(120)
  void a_race_of_swapped_folders_reads_nothing_outside() throws Exception {
    bench.file("race/secret", "inside");
    link("race-link", outside.toString());
    var seen = new HashSet<String>();

    whileSwapping(() -> readOften("race/secret", seen), this::swapFolder);

    assertThat(seen).contains("inside").doesNotContain(CANARY);
  }

  @Test
  @Timeout(120)
  void a_race_of_swapped_files_reads_nothing_outside() throws Exception {
    var seen = new HashSet<String>();

    whileSwapping(() -> readOften("leaf", seen), this::swapLeaf);

    assertThat(seen).contains("inside").doesNotContain(CANARY);
  }

  private void readOften(String path, Set<String> seen) throws InterruptedException {
    for (int round = 0; round < 15_000; round++) {
      seen.add(bench.execute("read_file", Preview.nothing(), "path", path).content());
    }
  }

  @Test
  @Timeout(120)
  void a_race_of_swaps_writes_nothing_outside() throws Exception {
    bench.file("race/secret", "inside");
    link("race-link", outside.toString());
    Map<String, String> before = everythingOutside();
    var name = new ToolName("write_file");

    whileSwapping(
        () -> {
          for (int round = 0; round < 300; round++) {
            Object[] arguments = {"path", "race/n/new", "content", "x" + round};
            if (bench.workspace.preview(name, Workbench.arguments(arguments))
                instanceof Previewed.Possible possible) {
              bench.execute("write_file", possible.preview(), arguments);
            }
          }
        },
        this::swapFolder);

    assertThat(everythingOutside()).isEqualTo(before);
  }

  /** What may fail in any way. */
  private interface Action {
    void run() throws Exception;
  }

  private static void whileSwapping(Action action, Action swap) throws Exception {
    var stop = new AtomicBoolean();
    var swapping =
        new FutureTask<Void>(
            () -> {
              while (!stop.get()) {
                swap.run();
              }
              return null;
            });
    Thread.ofPlatform().start(swapping);
    try {
      action.run();
    } finally {
      stop.set(true);
      swapping.get();
    }
  }

  private void swapFolder() {
    rename("race", "race-aside");
    rename("race-link", "race");
    rename("race", "race-link");
    rename("race-aside", "race");
  }

  private void swapLeaf() throws IOException {
    link("next", outside.resolve("secret").toString());
    Files.move(root.resolve("next"), root.resolve("leaf"), StandardCopyOption.REPLACE_EXISTING);
    bench.file("next", "inside");
    Files.move(root.resolve("next"), root.resolve("leaf"), StandardCopyOption.REPLACE_EXISTING);
  }

  /** In the way may be a folder that a write has made while there was none. */
  private void rename(String from, String to) {
    while (Files.exists(root.resolve(from), LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.move(root.resolve(from), root.resolve(to));
      } catch (IOException e) {
        remove(root.resolve(to));
      }
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // Somebody is writing in it; the rename is tried again.
    }
  }
}
