package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadFileTest {

  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() {
    bench = new Workbench(root);
  }

  private String read(Object... arguments) throws InterruptedException {
    ToolResult result = bench.run("read_file", arguments);
    assertThat(result.outcome()).as(result.content()).isEqualTo(Outcome.SUCCEEDED);
    return result.content();
  }

  private String failure(Object... arguments) throws InterruptedException {
    ToolResult result = bench.execute("read_file", Preview.nothing(), arguments);
    assertThat(result.outcome()).as(result.content()).isEqualTo(Outcome.FAILED);
    return result.content();
  }

  @Test
  void a_whole_file_is_given_as_it_is() throws Exception {
    bench.file("src/a.txt", "one\n\n  two\n");

    assertThat(read("path", "src/a.txt")).isEqualTo("one\n\n  two\n");
  }

  @Test
  void a_missing_newline_at_the_end_stays_missing() throws Exception {
    bench.file("a.txt", "one\ntwo");

    assertThat(read("path", "a.txt")).isEqualTo("one\ntwo");
  }

  @Test
  void a_range_counts_from_one_and_includes_its_end() throws Exception {
    bench.file("a.txt", "1\n2\n3\n4\n5\n");

    assertThat(read("path", "a.txt", "start_line", 2, "end_line", 3))
        .isEqualTo("[lines 2 to 3 of 5]\n2\n3\n");
    assertThat(read("path", "a.txt", "start_line", 4)).isEqualTo("[lines 4 to 5 of 5]\n4\n5\n");
    assertThat(read("path", "a.txt", "end_line", 99)).isEqualTo("1\n2\n3\n4\n5\n");
  }

  @Test
  void a_range_that_is_no_range_is_refused() throws Exception {
    bench.file("a.txt", "1\n2\n");

    assertThat(failure("path", "a.txt", "start_line", 3)).contains("has 2 lines");
    assertThat(failure("path", "a.txt", "start_line", 2, "end_line", 1))
        .contains("end_line 1 is before start_line 2");
  }

  @Test
  void an_empty_file_is_said_to_be_empty() throws Exception {
    bench.file("a.txt", "");

    assertThat(read("path", "a.txt")).isEqualTo("[the file is empty]\n");
  }

  @Test
  void a_binary_file_is_recognised_and_said() throws Exception {
    bench.file("a.png", "PNG\0\1\2");

    assertThat(failure("path", "a.png"))
        .isEqualTo("a.png is a binary file of 6 bytes; it is not shown");
  }

  @Test
  void line_ends_and_encodings_are_said_and_read() throws Exception {
    bench.file("crlf", "a\r\nb\r\n");
    bench.file("bom", "\uFEFFa\n");
    Files.write(root.resolve("utf16le"), "\uFEFFä\n".getBytes(StandardCharsets.UTF_16LE));
    Files.write(root.resolve("utf16be"), "\uFEFFä\n".getBytes(StandardCharsets.UTF_16BE));
    Files.write(root.resolve("latin1"), "ä\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(read("path", "crlf")).isEqualTo("[lines end in CRLF]\na\nb\n");
    assertThat(read("path", "bom")).isEqualTo("[UTF-8 with a byte order mark]\na\n");
    assertThat(read("path", "utf16le")).isEqualTo("[UTF-16, little endian]\nä\n");
    assertThat(read("path", "utf16be")).isEqualTo("[UTF-16, big endian]\nä\n");
    assertThat(read("path", "latin1")).isEqualTo("[not UTF-8, read as ISO-8859-1]\nä\n");
  }

  @Test
  void a_long_line_is_cut_with_a_mark_and_never_inside_a_character() throws Exception {
    bench.file("a.txt", "x".repeat(1999) + "😀" + "y".repeat(10) + "\n");

    assertThat(read("path", "a.txt"))
        .isEqualTo("x".repeat(1999) + "[line cut: 12 more characters]\n");
  }

  @Test
  void long_output_ends_with_how_to_go_on() throws Exception {
    bench.file("a.txt", ("x".repeat(999) + "\n").repeat(150));

    String text = read("path", "a.txt");

    assertThat(text)
        .startsWith("[lines 1 to 100 of 150]\n")
        .endsWith("x\n[50 more lines; go on with start_line 101]\n");
    assertThat(read("path", "a.txt", "start_line", 101, "end_line", 140))
        .startsWith("[lines 101 to 140 of 150]\n")
        .doesNotContain("more lines");
  }

  @Test
  void a_file_above_the_limit_is_refused_and_one_at_it_is_not() throws Exception {
    try (var file = new RandomAccessFile(root.resolve("big").toFile(), "rw")) {
      file.setLength(ReadFile.MAX_BYTES + 1);
    }
    assertThat(failure("path", "big")).contains("larger than 10 MB (10485761 bytes)");

    try (var file = new RandomAccessFile(root.resolve("big").toFile(), "rw")) {
      file.setLength(ReadFile.MAX_BYTES);
    }
    assertThat(failure("path", "big")).contains("binary file of 10485760 bytes");
  }

  @Test
  void what_is_no_file_is_refused_with_what_it_is() throws Exception {
    Files.createDirectory(root.resolve("folder"));

    assertThat(failure("path", "missing.txt")).isEqualTo("there is no file missing.txt");
    assertThat(failure("path", "no/such.txt")).isEqualTo("there is no folder no");
    assertThat(failure("path", "folder")).contains("list_files");
    assertThat(failure("path", ".")).contains("workspace folder itself");
  }

  @Test
  void a_missing_file_can_be_asked_for_since_an_earlier_call_may_make_it() {
    assertThat(bench.preview("read_file", "path", "later.txt").paths())
        .containsExactly("later.txt");
  }

  @Test
  void a_link_inside_is_read_and_both_its_names_are_shown() throws Exception {
    bench.file("real/a.txt", "text\n");
    Files.createSymbolicLink(root.resolve("link"), Path.of("real"));

    assertThat(read("path", "link/a.txt")).isEqualTo("text\n");
    assertThat(bench.preview("read_file", "path", "link/a.txt").paths())
        .containsExactly("link/a.txt", "real/a.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".env",
        "app/.env",
        ".env.production",
        ".ENV",
        "id_rsa",
        "server.pem",
        "x.key",
        ".ssh/config",
        "sub/.aws/credentials",
        ".netrc"
      })
  void files_for_secrets_are_marked_and_read_only_if_they_were_judged_as_such(String path)
      throws Exception {
    bench.file(path, "SECRET=1");

    Preview preview = bench.preview("read_file", "path", path);

    assertThat(preview.secret()).isTrue();
    assertThat(bench.execute("read_file", preview, "path", path).content()).isEqualTo("SECRET=1");
    assertThat(bench.execute("read_file", Preview.nothing(), "path", path))
        .isEqualTo(
            ToolResult.failed(path + " became another file since the call was judged; call again"));
  }

  @Test
  void files_for_secrets_are_marked_behind_links_too() throws Exception {
    bench.file(".env", "SECRET=1");
    Files.createSymbolicLink(root.resolve("harmless.txt"), Path.of(".env"));

    assertThat(bench.preview("read_file", "path", "harmless.txt").secret()).isTrue();
    assertThat(failure("path", "harmless.txt")).contains("became another file");
  }

  @Test
  void a_file_with_other_names_is_marked_since_one_of_them_may_be_outside(@TempDir Path outside)
      throws Exception {
    Path secret = Files.writeString(outside.resolve("secret"), "secret\n");
    Files.createLink(root.resolve("link.txt"), secret);

    Preview preview = bench.preview("read_file", "path", "link.txt");

    assertThat(preview.secret()).isTrue();
    assertThat(bench.execute("read_file", preview, "path", "link.txt").content())
        .isEqualTo("secret\n");
    assertThat(failure("path", "link.txt")).contains("became another file");
  }

  @Test
  void a_folder_is_not_marked_though_it_has_several_names() {
    assertThat(bench.preview("read_file", "path", ".").secret()).isFalse();
    assertThat(bench.preview("read_file", "path", "no/such/file").secret()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {".env.example", "id_rsa.pub", "environment.md", "keys.txt"})
  void examples_and_public_keys_are_not_secrets(String path) throws Exception {
    bench.file(path, "text\n");

    assertThat(read("path", path)).isEqualTo("text\n");
  }
}
