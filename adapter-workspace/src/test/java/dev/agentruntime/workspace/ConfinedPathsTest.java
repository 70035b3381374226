package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfinedPathsTest {

  @TempDir Path root;
  private ConfinedPaths paths;

  @BeforeEach
  void open() throws Exception {
    paths = ConfinedPaths.at(root);
  }

  private static WorkspacePath path(String text) throws Exception {
    return WorkspacePath.parse(text);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b",
    "./a//b/, a/b",
    "a/../b, b",
    "a/./.., .",
    "., .",
    "'', .",
    "...,...",
    "a/..b, a/..b",
    "a~, a~"
  })
  void a_path_is_normalised_by_name(String given, String normal) throws Exception {
    assertThat(path(given)).hasToString(normal);
  }

  @Test
  void what_cannot_be_a_path_is_refused() {
    assertThatThrownBy(() -> path("x".repeat(4097))).hasMessageContaining("at most 4096");
    assertThatThrownBy(() -> path("a\uD800")).hasMessageContaining("LC_ALL=C.UTF-8");
    assertThatThrownBy(() -> path("a\nb")).hasMessageContaining("control characters");
  }

  @Test
  void a_platform_that_opens_by_name_only_is_refused() {
    DirectoryStream<Path> byName =
        new DirectoryStream<>() {
          @Override
          public Iterator<Path> iterator() {
            return Collections.emptyIterator();
          }

          @Override
          public void close() {}
        };

    assertThatThrownBy(() -> ConfinedPaths.secure(byName)).hasMessageContaining("use Linux");
  }

  @Test
  void links_are_followed_as_long_as_they_stay_inside() throws Exception {
    Files.createDirectories(root.resolve("real/deep"));
    link("relative", "real");
    link("absolute", root.toRealPath().resolve("real").toString());
    link("real/deep/up", "../../relative/deep");
    link("self", ".");
    link("dangling", "real/nothing/here");

    assertThat(paths.follow(path("relative/deep/x"))).hasToString("real/deep/x");
    assertThat(paths.follow(path("absolute/x"))).hasToString("real/x");
    assertThat(paths.follow(path("real/deep/up/up/up/x"))).hasToString("real/deep/x");
    assertThat(paths.follow(path("self/self/self"))).hasToString(".");
    assertThat(paths.follow(path("dangling/x"))).hasToString("real/nothing/here/x");
    assertThat(paths.follow(path("no/such"))).hasToString("no/such");
  }

  @Test
  void links_that_never_end_are_given_up() throws Exception {
    link("a", "b");
    link("b", "a");

    assertThatThrownBy(() -> paths.follow(path("a/x"))).hasMessageContaining("more than 40");
  }

  private void link(String name, String target) throws Exception {
    Files.createSymbolicLink(root.resolve(name), Path.of(target));
  }

  @Test
  void a_file_is_found_read_or_missing() throws Exception {
    Files.createDirectory(root.resolve("sub"));
    Files.writeString(root.resolve("sub/a"), "text");

    assertThat(paths.find(path("sub/a"), 4).orElseThrow().bytes()).hasSize(4);
    assertThat(paths.find(path("sub/b"), 4)).isEmpty();
    assertThat(paths.find(path("no/sub/b"), 4)).isEmpty();
    assertThat(paths.read(path("sub/a"), 4)).hasSize(4);
    assertThatThrownBy(() -> paths.read(path("sub/a"), 3)).hasMessageContaining("larger than");
    assertThatThrownBy(() -> paths.read(path("."), 3)).hasMessageContaining("folder itself");
    assertThatThrownBy(() -> paths.find(path("."), 3)).hasMessageContaining("folder itself");
  }

  @Test
  void missing_folders_are_made_where_they_are_wanted() throws Exception {
    Files.createDirectory(root.resolve("there"));
    var made = new ArrayList<WorkspacePath>();

    paths.folderToWrite(path("there/a/b"), made).close();

    assertThat(root.resolve("there/a/b")).isEmptyDirectory();
    assertThat(made).extracting(WorkspacePath::toString).containsExactly("there/a", "there/a/b");
    assertThat(root).isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
  }

  @Test
  void a_folder_that_cannot_be_made_leaves_nothing_behind() throws Exception {
    Files.writeString(root.resolve("file"), "");
    String tooLong = "n".repeat(300);
    var made = new ArrayList<WorkspacePath>();

    assertThatThrownBy(() -> paths.folderToWrite(path("file/x"), made))
        .hasMessage("file is not a folder");
    assertThatThrownBy(() -> paths.folderToWrite(path(tooLong), made))
        .isInstanceOf(Exception.class);
    assertThat(made).isEmpty();
    assertThat(root.toFile().list()).containsExactly("file");
  }

  @Test
  void a_name_that_is_taken_meanwhile_is_not_replaced_by_a_folder() throws Exception {
    Files.writeString(root.resolve("taken"), "kept");

    try (ConfinedFolder folder = paths.folder(WorkspacePath.ROOT)) {
      assertThatThrownBy(() -> paths.make(folder, "taken")).isInstanceOf(Exception.class);
    }
    assertThat(Files.readString(root.resolve("taken"))).isEqualTo("kept");
    assertThat(root.toFile().list()).containsExactly("taken");
  }

  @Test
  void what_is_no_regular_file_is_told_by_its_kind() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor())
        .isZero();
    link("link", "pipe");

    assertThatThrownBy(() -> paths.read(path("pipe"), 1)).hasMessageContaining("pipe, socket");
    assertThatThrownBy(() -> paths.read(path("link"), 1)).hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> paths.folder(path("pipe"))).hasMessageContaining("not a folder");
    assertThatThrownBy(() -> paths.folder(path("link"))).hasMessageContaining("symbolic link");
  }

  @Test
  void what_became_a_link_since_it_was_looked_at_is_not_opened() throws Exception {
    Files.createDirectory(root.resolve("folder"));
    Files.writeString(root.resolve("file"), "");
    link("to-folder", "folder");
    link("to-file", "file");

    try (ConfinedFolder folder = paths.folder(WorkspacePath.ROOT)) {
      assertThatThrownBy(() -> folder.open("to-folder").close()).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> folder.head("to-file", 1)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void names_that_are_no_text_are_left_out() throws Exception {
    var touch = new ProcessBuilder("sh", "-c", "touch ok \"$(printf 'a\\377b')\"");
    assertThat(touch.directory(root.toFile()).start().waitFor()).isZero();

    try (ConfinedFolder folder = paths.folder(WorkspacePath.ROOT)) {
      assertThat(folder.entries()).extracting(entry -> entry.path().name()).containsExactly("ok");
    }
  }

  @Test
  void a_new_file_takes_mode_and_where_allowed_owner_of_another() throws Exception {
    Path other = Files.writeString(root.resolve("other"), "");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-----"));
    PosixFileAttributes like = Files.readAttributes(other, PosixFileAttributes.class);

    try (ConfinedFolder folder = paths.folder(WorkspacePath.ROOT)) {
      folder.create("new", "x".getBytes(StandardCharsets.UTF_8), Optional.of(like));
    }

    PosixFileAttributes made = Files.readAttributes(root.resolve("new"), PosixFileAttributes.class);
    assertThat(made.permissions()).isEqualTo(like.permissions());
    assertThat(made.owner()).isEqualTo(like.owner());
    assertThat(made.group()).isEqualTo(like.group());
  }
}
