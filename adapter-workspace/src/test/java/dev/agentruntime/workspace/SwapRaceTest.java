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
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Folders and files are swapped for links to the outside and back, without a pause, while the tools
 * use them: {@value #ROUNDS} calls, of which none may get there.
 */
@Timeout(300)
class SwapRaceTest {

  private static final int ROUNDS = 100_000;
  private static final String CANARY = "canary-of-the-outside";

  @TempDir Path outside;
  private Path root;
  private Workbench bench;
  private int rounds;

  @BeforeEach
  void open() throws Exception {
    outside = outside.toRealPath();
    root = Files.createDirectory(outside.resolve("ws"));
    Files.writeString(outside.resolve("file"), CANARY);
    // Without a search program, which would be started for each call.
    bench = new Workbench(root, Map.of("PATH", "/nonexistent"));
    bench.file("race/file", "inside");
    bench.file("leaf", "inside");
    Files.createSymbolicLink(root.resolve("race-link"), outside);
  }

  @Test
  void none_of_a_hundred_thousand_calls_gets_outside() throws Exception {
    Map<String, String> before = everythingOutside();
    var told = new EnumMap<Outcome, Integer>(Outcome.class);

    whileSwapping(
        () -> {
          repeat(told, 40_000, "read_file", "path", "race/file");
          repeat(told, 15_000, "list_files", "path", "race");
          repeat(told, 12_000, "search_in_code", "query", "canary", "path", "race/file");
          repeat(told, 1_000, "search_in_code", "query", "canary", "path", "race");
          repeat(told, 500, "write_file", "path", "race/n/new", "content", "x");
          repeat(told, 500, "write_file", "path", "race/file", "content", "inside");
          repeat(told, 500, "apply_diff", "diff", diff("race/file"));
        },
        this::swapFolder);
    whileSwapping(
        () -> {
          repeat(told, 20_000, "read_file", "path", "leaf");
          repeat(told, 9_500, "search_in_code", "query", "canary", "path", "leaf");
          repeat(told, 500, "write_file", "path", "leaf", "content", "inside");
          repeat(told, 500, "apply_diff", "diff", diff("leaf"));
        },
        this::swapLeaf);

    System.out.println("swap race: " + rounds + " calls, " + told + ", none outside");
    assertThat(rounds).isEqualTo(ROUNDS);
    // Else the swaps would be too slow or too quick to be a race.
    assertThat(told.keySet()).contains(Outcome.SUCCEEDED, Outcome.FAILED);
    assertThat(everythingOutside()).isEqualTo(before);
  }

  private static String diff(String path) {
    return "--- %s\n+++ %s\n@@ -1 +1,2 @@\n inside\n+more\n".formatted(path, path);
  }

  private void repeat(Map<Outcome, Integer> told, int times, String tool, Object... arguments)
      throws InterruptedException {
    for (int i = 0; i < times; i++) {
      rounds++;
      Previewed previewed =
          bench.workspace.preview(new ToolName(tool), Workbench.arguments(arguments));
      Preview preview =
          previewed instanceof Previewed.Possible possible ? possible.preview() : Preview.nothing();
      ToolResult result = bench.execute(tool, preview, arguments);
      assertThat(result.content() + previewed).doesNotContain(CANARY);
      told.merge(result.outcome(), 1, Integer::sum);
    }
  }

  private Map<String, String> everythingOutside() throws IOException {
    var all = new TreeMap<String, String>();
    try (Stream<Path> walk = Files.walk(outside)) {
      for (Path path : walk.filter(path -> !path.startsWith(root)).toList()) {
        boolean isFile = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        all.put(
            path + " of " + Files.getLastModifiedTime(path), isFile ? Files.readString(path) : "");
      }
    }
    return all;
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
    Files.createSymbolicLink(root.resolve("next"), outside.resolve("file"));
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
