package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditTest {

  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() {
    bench = new Workbench(root);
  }

  private ToolResult write(String path, String content) throws InterruptedException {
    return bench.run("write_file", "path", path, "content", content);
  }

  @Test
  void a_new_file_is_made_with_its_folders() throws Exception {
    ToolResult result = write("a/b/c.txt", "text");

    assertThat(result)
        .isEqualTo(ToolResult.changed("created a/b/c.txt (4 bytes)", List.of("a/b/c.txt")));
    assertThat(bench.content("a/b/c.txt")).isEqualTo("text");
    assertThat(bench.files()).containsExactly("a/b/c.txt");
  }

  @Test
  void content_is_written_as_given() throws Exception {
    write("a.txt", "\uFEFFä\r\nno newline");

    assertThat(bench.content("a.txt")).isEqualTo("\uFEFFä\r\nno newline");
  }

  @Test
  void a_file_in_crlf_stays_so_when_it_is_written_in_lf() throws Exception {
    bench.file("crlf", "a\r\nb\r\n");
    bench.file("mixed", "a\r\nb\n");
    bench.file("lf", "a\n");
    bench.file("one-line", "a");

    write("crlf", "x\ny\n\nz");
    write("mixed", "x\ny\n");
    write("lf", "x\r\ny\r\n");
    write("one-line", "x\ny\n");

    assertThat(bench.content("crlf")).isEqualTo("x\r\ny\r\n\r\nz");
    assertThat(bench.content("mixed")).isEqualTo("x\ny\n");
    assertThat(bench.content("lf")).isEqualTo("x\r\ny\r\n");
    assertThat(bench.content("one-line")).isEqualTo("x\ny\n");
    write("crlf", "x\r\ny\n");
    assertThat(bench.content("crlf")).isEqualTo("x\r\ny\n");
  }

  @Test
  void a_byte_order_mark_and_another_encoding_are_kept() throws Exception {
    bench.file("marked", "\uFEFFa\n");
    Files.write(root.resolve("utf-16"), "\uFEFFa\r\n".getBytes(StandardCharsets.UTF_16BE));
    Files.write(root.resolve("latin-1"), "\u00FC\n".getBytes(StandardCharsets.ISO_8859_1));

    write("marked", "\u20AC\n");
    write("utf-16", "\uFEFF\u20AC\nx\n");
    write("latin-1", "\u00E4\n");

    assertThat(bench.content("marked")).isEqualTo("\uFEFF\u20AC\n");
    assertThat(Files.readString(root.resolve("utf-16"), StandardCharsets.UTF_16BE))
        .isEqualTo("\uFEFF\u20AC\r\nx\r\n");
    assertThat(Files.readString(root.resolve("latin-1"), StandardCharsets.ISO_8859_1))
        .isEqualTo("\u00E4\n");
    assertThat(bench.problem("write_file", "path", "latin-1", "content", "\u20AC"))
        .contains("latin-1 is stored in another encoding (not UTF-8, read as ISO-8859-1)");
    write("marked", "");
    assertThat(Files.size(root.resolve("marked"))).isZero();
  }

  @Test
  void what_was_binary_is_written_as_given() throws Exception {
    Files.write(root.resolve("image"), new byte[] {1, 0, 2});

    write("image", "text\n");

    assertThat(bench.content("image")).isEqualTo("text\n");
  }

  @Test
  void the_mode_of_a_file_is_kept() throws Exception {
    Path file = bench.file("run.sh", "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));

    assertThat(write("run.sh", "new").content()).isEqualTo("changed run.sh (3 bytes)");

    assertThat(bench.content("run.sh")).isEqualTo("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rwxr-x--x");
  }

  @Test
  void a_write_replaces_the_file_so_that_other_names_of_it_keep_their_content() throws Exception {
    Path file = bench.file("a.txt", "old");
    Files.createLink(root.resolve("b.txt"), file);

    write("a.txt", "new");

    assertThat(bench.content("b.txt")).isEqualTo("old");
  }

  @Test
  void the_same_content_again_changes_nothing() throws Exception {
    bench.file("a.txt", "same");

    ToolResult result = write("a.txt", "same");

    assertThat(result).isEqualTo(ToolResult.succeeded("the file already has exactly this content"));
  }

  @Test
  void the_preview_shows_hashes_size_and_difference_and_writes_nothing() throws Exception {
    bench.file("a.txt", "one\ntwo\nthree\n");

    Preview preview = bench.preview("write_file", "path", "./a.txt", "content", "one\n2\nthree");

    assertThat(preview.paths()).containsExactly("a.txt");
    assertThat(preview.impacts())
        .containsExactly(
            new FileImpact(
                "a.txt",
                Optional.of(Digest.of("one\ntwo\nthree\n")),
                Optional.of(Digest.of("one\n2\nthree"))));
    assertThat(preview.size()).hasValue(11);
    assertThat(preview.diff())
        .hasValue(
            """
            --- a/a.txt
            +++ b/a.txt
            @@ -1,3 +1,3 @@
             one
            -two
            -three
            +2
            +three
            \\ No newline at end of file
            """);
    assertThat(bench.content("a.txt")).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void the_preview_of_a_new_file_has_no_hash_before() throws IOException {
    Preview preview = bench.preview("write_file", "path", "x/new.txt", "content", "a\n");

    assertThat(preview.impacts().getFirst().before()).isEmpty();
    assertThat(preview.diff().orElseThrow())
        .startsWith("--- /dev/null\n+++ b/x/new.txt\n@@ ")
        .endsWith("@@\n+a\n");
    assertThat(root.resolve("x")).doesNotExist();
  }

  @Test
  void a_file_that_changed_since_it_was_shown_is_not_written() throws Exception {
    bench.file("a.txt", "shown");
    Preview preview = bench.preview("write_file", "path", "a.txt", "content", "new");
    bench.file("a.txt", "changed by somebody");

    ToolResult result = bench.execute("write_file", preview, "path", "a.txt", "content", "new");

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.content())
        .startsWith("a.txt changed since it was shown; nothing was written");
    assertThat(bench.content("a.txt")).isEqualTo("changed by somebody");
  }

  @Test
  void a_file_that_appeared_or_vanished_since_is_not_written() throws Exception {
    Preview creating = bench.preview("write_file", "path", "a.txt", "content", "new");
    bench.file("a.txt", "appeared");
    assertThat(bench.execute("write_file", creating, "path", "a.txt", "content", "new").outcome())
        .isEqualTo(Outcome.FAILED);
    assertThat(bench.content("a.txt")).isEqualTo("appeared");

    bench.file("b.txt", "there");
    Preview changing = bench.preview("write_file", "path", "b.txt", "content", "new");
    Files.delete(root.resolve("b.txt"));
    assertThat(bench.execute("write_file", changing, "path", "b.txt", "content", "new").outcome())
        .isEqualTo(Outcome.FAILED);
    assertThat(root.resolve("b.txt")).doesNotExist();
  }

  @Test
  void other_arguments_than_those_shown_are_not_written() throws Exception {
    bench.file("a.txt", "old");
    Preview preview = bench.preview("write_file", "path", "a.txt", "content", "new");

    ToolResult result = bench.execute("write_file", preview, "path", "a.txt", "content", "other");
    ToolResult unseen =
        bench.execute("write_file", Preview.nothing(), "path", "a.txt", "content", "x");

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(unseen.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(bench.content("a.txt")).isEqualTo("old");
  }

  @Test
  void what_cannot_be_written_to_is_refused() throws Exception {
    bench.file("file", "text");
    Files.createDirectory(root.resolve("folder"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("nothing"));
    Files.createSymbolicLink(root.resolve("alias"), Path.of("folder"));

    assertThat(bench.problem("write_file", "path", "folder", "content", ""))
        .contains("is a folder");
    assertThat(bench.problem("write_file", "path", "new/", "content", ""))
        .contains("names a folder");
    assertThat(bench.problem("write_file", "path", ".", "content", "")).contains("folder itself");
    assertThat(bench.problem("write_file", "path", "file/x", "content", ""))
        .contains("file is not a folder");
    assertThat(bench.problem("write_file", "path", "link", "content", ""))
        .contains("symbolic link");
    assertThat(bench.problem("write_file", "path", "dangling", "content", ""))
        .contains("symbolic link");
    assertThat(bench.problem("write_file", "path", "alias/x", "content", ""))
        .contains("symbolic link");
  }

  @Test
  void more_than_five_megabytes_are_refused() {
    String content = "x".repeat(WriteFile.MAX_BYTES + 1);

    assertThat(bench.problem("write_file", "path", "a", "content", content)).contains("5 MB");
    assertThat(bench.preview("write_file", "path", "a", "content", content.substring(1)).size())
        .hasValue(WriteFile.MAX_BYTES);
  }

  @Test
  void a_secret_file_can_be_written_but_its_content_is_not_shown() throws Exception {
    bench.file(".env", "SECRET=old");

    Preview preview = bench.preview("write_file", "path", ".env", "content", "SECRET=new");

    assertThat(preview.diff().orElseThrow()).doesNotContain("SECRET");
  }
}
