package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.testkit.gen.Gen;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Searches with the real ripgrep and without: the same results on a corpus, and on a tree of
 * 100,000 files not much slower than the programs that people use. Not part of the ordinary build,
 * since it needs ripgrep: {@code checks/search/run} installs it.
 */
class SearchCheck {

  private static final int FILES = 100_000;
  private static final int RUNS = 5;
  private static final Map<String, String> WITH = Map.of("PATH", System.getenv("PATH"));
  private static final Map<String, String> WITHOUT = Map.of("PATH", "/nonexistent");

  @TempDir Path root;

  /** Arguments as names and values in turn. */
  private static final List<Object[]> QUERIES =
      List.of(
          new Object[] {"query", "needle"},
          new Object[] {"query", "Needle", "case_sensitive", true},
          new Object[] {"query", "needle", "context_lines", 2},
          new Object[] {"query", "needle", "max_results", 3},
          new Object[] {"query", "needle", "path", "sub"},
          new Object[] {"query", "needle", "path", "sub/deep"},
          new Object[] {"query", "needle", "file_pattern", "*.java"},
          new Object[] {"query", "needle", "file_pattern", "sub/**/*.{txt,java}"},
          new Object[] {"query", "f(x)"},
          new Object[] {"query", "-e"},
          new Object[] {"query", "\\w+ needle\\b", "regex", true},
          new Object[] {"query", "^needle.*end$", "regex", true},
          new Object[] {"query", "first|needle", "regex", true},
          new Object[] {"query", "k\u00E4fer"},
          new Object[] {"query", "gr\u00FCn needle"},
          new Object[] {"query", "absent everywhere"});

  @Test
  void results_are_the_same_with_ripgrep_and_without() throws Exception {
    assertThat(Ripgrep.on(System.getenv("PATH"), root)).as("ripgrep on the PATH").isPresent();
    makeCorpus();
    var with = new Workbench(root, WITH);
    var without = new Workbench(root, WITHOUT);

    for (Object[] query : QUERIES) {
      String own = without.run("search_in_code", query).content();
      assertThat(with.run("search_in_code", query).content())
          .as(Arrays.toString(query))
          .isEqualTo(own);
      assertThat(own.startsWith("[nothing")).isEqualTo(query[1].equals("absent everywhere"));
    }
  }

  private void makeCorpus() throws IOException {
    String text = "first line\na Needle here\nf(x) -e needle\nneedle to the end\nK\u00E4fer\n";
    for (String folder : List.of("", "sub/", "sub/deep/", ".hidden/", "build/", "sub/build/")) {
      for (String file : List.of("a.txt", "b.java", "c.log", "d.keep.log", ".dot", "e e.txt")) {
        write(folder + file, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    write(".gitignore", "*.log\n!*.keep.log\n/build/\n".getBytes(StandardCharsets.UTF_8));
    write("sub/.gitignore", "deep/*.txt\n!deep/e*\n".getBytes(StandardCharsets.UTF_8));
    write(".ignore", "a.txt\n".getBytes(StandardCharsets.UTF_8));
    write(".git/info/exclude", "*.java\n".getBytes(StandardCharsets.UTF_8));
    write(".git/needle", text.getBytes(StandardCharsets.UTF_8));
    write(".env", "needle\n".getBytes(StandardCharsets.UTF_8));
    write("latin-1.txt", "gr\u00FCn needle\r\n".getBytes(StandardCharsets.ISO_8859_1));
    write("utf-16.txt", "\uFEFFgr\u00FCn needle\r\n".getBytes(StandardCharsets.UTF_16LE));
    write("marked.txt", "\uFEFFneedle\n".getBytes(StandardCharsets.UTF_8));
    write("binary", "needle\0needle\n".getBytes(StandardCharsets.UTF_8));
    write(
        "late-nul",
        ("needle\n" + "x".repeat(9000) + "\0\nneedle\n").getBytes(StandardCharsets.UTF_8));
    write("no-newline", "needle".getBytes(StandardCharsets.UTF_8));
    Files.createSymbolicLink(root.resolve("link.txt"), Path.of("a.txt"));
    Files.createSymbolicLink(root.resolve("link-folder"), Path.of("sub"));
    Files.createLink(root.resolve("hard.txt"), root.resolve("marked.txt"));
  }

  private void write(String path, byte[] bytes) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  @Test
  void a_hundred_thousand_files_are_searched_completely_and_the_ratios_are_told() throws Exception {
    makeTree();
    Timed tool = () -> assertFound(new Workbench(root, WITH));
    Timed own = () -> assertFound(new Workbench(root, WITHOUT));
    Timed ripgrep = () -> assertRuns("rg", "--no-config", "-n", "rareNeedle", ".");
    Timed grep = () -> assertRuns("grep", "-rn", "rareNeedle", ".");

    // Every run is held to what it must find; how long it takes is for people to judge.
    tell("with ripgrep / ripgrep (aim: at most 2)", tool, ripgrep);
    tell("own search / GNU grep (aim: at most 8)", own, grep);
  }

  private interface Timed {
    void run() throws Exception;
  }

  /** The median of ratios of neighbouring runs, after one that does not count. */
  private static void tell(String what, Timed one, Timed other) throws Exception {
    var ratios = new double[RUNS];
    var millis = new long[2][RUNS];
    for (int i = -1; i < RUNS; i++) {
      long first = nanos(one);
      long second = nanos(other);
      if (i >= 0) {
        ratios[i] = (double) first / second;
        millis[0][i] = first / 1_000_000;
        millis[1][i] = second / 1_000_000;
      }
    }
    System.out.printf(
        "search: %s on %d files: %s ms / %s ms%n",
        what, FILES, Arrays.toString(millis[0]), Arrays.toString(millis[1]));
    Arrays.sort(ratios);
    System.out.printf("search: %s: median %.2f%n", what, ratios[RUNS / 2]);
  }

  private static long nanos(Timed timed) throws Exception {
    long begin = System.nanoTime();
    timed.run();
    return System.nanoTime() - begin;
  }

  private static void assertFound(Workbench bench) throws InterruptedException {
    String found =
        bench.run("search_in_code", "query", "rareNeedle", "case_sensitive", true).content();
    assertThat(found.lines()).hasSize(FILES / 2000);
  }

  private void assertRuns(String... command) throws Exception {
    var builder = new ProcessBuilder(command).directory(root.toFile());
    Process process = builder.redirectError(Redirect.DISCARD).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    assertThat(new String(output, StandardCharsets.UTF_8).lines()).hasSize(FILES / 2000);
  }

  private void makeTree() throws IOException {
    var gen = new Gen(1);
    List<String> texts = Stream.generate(() -> text(gen)).limit(200).toList();
    write(".gitignore", "target/\n*.class\n!keep.class\n".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < FILES; i++) {
      String text = gen.pick(texts) + (i % 2000 == 0 ? "the rareNeedle is here\n" : "");
      write(
          "module%d/package%d/folder%d/File%d.java".formatted(i % 20, i / 20 % 25, i / 500 % 10, i),
          text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String text(Gen gen) {
    List<String> words = List.of("public", "class", "return", "int", "value", "policy", "if", "{");
    var text = new StringBuilder();
    for (int line = gen.below(120) + 5; line > 0; line--) {
      for (int word = gen.below(10); word > 0; word--) {
        text.append(gen.pick(words)).append(' ');
      }
      text.append('\n');
    }
    return text.toString();
  }
}
