package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ToolExecutor.Previewed;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each path of a table is given to each tool in each way; none may read or change the outside. */
class ConfinementTableTest {

  /** What the attempts know of the files outside, and what nobody may learn. */
  private static final String KNOWN = "known-of-the-outside\n";

  private static final String CANARY = "canary-of-the-outside";
  private static final Pattern REPEATED = Pattern.compile("\\{([^{}*]+)\\*(\\d+)\\}");

  /** Beside the escapes that Java translates by itself. */
  private static final Pattern UNIT = Pattern.compile("\\\\u([0-9a-f]{4})");

  @TempDir static Path outside;
  private static Path root;
  private static Workbench bench;
  private static Map<String, String> before;

  /** What a row of the table expects. */
  enum Expected {
    REFUSED,
    INSIDE,
    ASKED,
    ROOT
  }

  record Row(Expected expected, String path, String why) {
    @Override
    public String toString() {
      return expected + " " + Excerpt.line(path, 60) + " (" + why + ")";
    }
  }

  private record Attempt(String tool, List<Object> namesAndValues) {
    Object[] arguments() {
      return namesAndValues.toArray();
    }
  }

  @BeforeAll
  static void layTraps() throws Exception {
    outside = outside.toRealPath();
    root = Files.createDirectory(outside.resolve("ws"));
    Files.createDirectories(root.resolve("sub/inside"));
    Files.writeString(root.resolve("sub/a"), "text\n");
    Files.writeString(outside.resolve("secret"), KNOWN + CANARY);
    Files.writeString(
        Files.createDirectory(outside.resolve("ws-sibling")).resolve("secret"), KNOWN + CANARY);
    Files.createSymbolicLink(outside.resolve("link-back"), outside.resolve("secret"));
    for (String line : lines("links.tsv")) {
      String[] columns = line.split("\t", -1);
      String target = unescaped(columns[1]).replace("OUT", outside.toString());
      Files.createSymbolicLink(root.resolve(columns[0]), Path.of(target));
    }
    for (Path pipe : List.of(root.resolve("pipe"), outside.resolve("pipe-outside"))) {
      assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    }
    for (Path socket : List.of(root.resolve("socket"), outside.resolve("socket-outside"))) {
      try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(UnixDomainSocketAddress.of(socket));
      }
    }
    bench = new Workbench(root);
    before = everythingOutside();
  }

  /** The clean-up of the temporary folder would warn of each. */
  @AfterAll
  static void removeTraps() throws IOException {
    try (Stream<Path> all = Files.walk(outside)) {
      for (Path link : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  private static List<String> lines(String resource) throws IOException {
    try (var stream = ConfinementTableTest.class.getResourceAsStream("/confinement/" + resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  static List<Row> rows() throws IOException {
    return lines("paths.tsv").stream().map(ConfinementTableTest::row).toList();
  }

  private static Row row(String line) {
    String[] columns = line.split("\t", -1);
    String path =
        REPEATED
            .matcher(columns[1])
            .replaceAll(match -> match.group(1).repeat(Integer.parseInt(match.group(2))));
    return new Row(
        Expected.valueOf(columns[0].toUpperCase(Locale.ROOT)), unescaped(path), columns[2]);
  }

  private static String unescaped(String text) {
    return UNIT.matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(match.group(1), 16))))
        .translateEscapes();
  }

  @Test
  void the_table_has_more_than_three_hundred_different_cases() throws IOException {
    assertThat(rows().stream().map(Row::path)).doesNotHaveDuplicates().hasSizeGreaterThan(300);
  }

  @ParameterizedTest
  @MethodSource("rows")
  @Timeout(60)
  void nothing_outside_is_read_or_changed(Row row) throws Exception {
    String path = row.path().replace("OUT", outside.toString());

    for (Attempt attempt : attempts(path)) {
      layHardLinks();
      Previewed previewed =
          bench.workspace.preview(
              new ToolName(attempt.tool()), Workbench.arguments(attempt.arguments()));
      Preview preview =
          switch (previewed) {
            case Previewed.Possible possible -> possible.preview();
            case Previewed.Impossible impossible -> {
              assertThat(impossible.problem()).doesNotContain(CANARY, "root:x:0");
              yield Preview.nothing();
            }
          };
      if (preview.secret()) {
        // Runs only after a person or a rule has allowed to read it.
        assertThat(row.expected()).isEqualTo(Expected.ASKED);
        continue;
      }
      ToolResult result = bench.execute(attempt.tool(), preview, attempt.arguments());

      assertThat(result.content()).as("%s", attempt).doesNotContain(CANARY, "root:x:0");
      if (row.expected() == Expected.REFUSED) {
        assertThat(result.outcome()).as("%s: %s", attempt, result).isEqualTo(Outcome.FAILED);
      }
    }

    assertThat(everythingOutside()).isEqualTo(before);
  }

  private static void layHardLinks() throws IOException {
    for (String name : List.of("hard", "sub/hard")) {
      Files.deleteIfExists(root.resolve(name));
      Files.createLink(root.resolve(name), outside.resolve("secret"));
    }
  }

  private static Attempt attempt(String tool, Object... namesAndValues) {
    return new Attempt(tool, List.of(namesAndValues));
  }

  /** Each way that a path can be given to a tool. */
  private static List<Attempt> attempts(String path) {
    String change = "\n@@ -1 +1 @@\n-" + KNOWN + "+x\n";
    String removal = "\n@@ -1 +0,0 @@\n-" + KNOWN;
    String block = "\n<<<<<<< SEARCH\n%s=======\nx\n>>>>>>> REPLACE\n";
    return List.of(
        attempt("read_file", "path", path),
        attempt("list_files", "path", path, "recursive", true, "include_hidden", true),
        attempt("search_in_code", "query", "canary-of", "path", path),
        attempt("search_in_code", "query", "root:.*", "path", path, "regex", true),
        attempt("execute_command", "command", "cat secret; pwd -P", "cwd", path),
        attempt("apply_diff", "diff", "--- " + path + "\n+++ " + path + change),
        attempt("apply_diff", "diff", "--- a/" + path + "\n+++ b/" + path + change),
        attempt("apply_diff", "diff", "--- a/" + path + "\n+++ /dev/null" + removal),
        attempt("apply_diff", "diff", "--- /dev/null\n+++ b/" + path + "\n@@ -0,0 +1 @@\n+x\n"),
        attempt("apply_diff", "diff", renaming("sub/gone", path)),
        attempt("apply_diff", "diff", renaming(path, "sub/b")),
        attempt("apply_diff", "diff", path + block.formatted(KNOWN)),
        attempt("apply_diff", "diff", path + block.formatted("")),
        attempt("write_file", "path", path, "content", "overwritten"),
        attempt("write_file", "path", path + "/x/y", "content", "overwritten"));
  }

  private static String renaming(String from, String to) {
    return "diff --git a/x b/x\nrename from " + from + "\nrename to " + to + "\n";
  }

  /** Names, contents and times of what lies around the workspace. */
  private static Map<String, String> everythingOutside() throws IOException {
    var all = new TreeMap<String, String>();
    try (Stream<Path> walk = Files.walk(outside)) {
      for (Path path : walk.filter(path -> !path.startsWith(root)).toList()) {
        boolean isFile = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        all.put(
            path + " of " + Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS),
            isFile ? Files.readString(path) : "");
      }
    }
    return all;
  }
}
