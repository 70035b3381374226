package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.workspace.SandboxSettings.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {

  private static final Path PROGRAM = Path.of("/usr/bin/bwrap");

  @TempDir Path folder;
  private Path home;
  private Path root;

  @BeforeEach
  void make() throws IOException {
    Path real = folder.toRealPath();
    home = Files.createDirectory(real.resolve("home"));
    root = Files.createDirectory(real.resolve("workspace"));
  }

  private List<String> around(SandboxSettings settings, Path... frozen) {
    return new Sandbox(PROGRAM, settings, home, root).around(List.of(frozen), List.of("ls", "-l"));
  }

  private static List<String> mount(String how, Path path) {
    return List.of(how, path.toString(), path.toString());
  }

  @Test
  void a_command_is_alone_without_rights_and_without_network() {
    assertThat(around(SandboxSettings.DEFAULT))
        .startsWith(PROGRAM.toString())
        .contains(
            "--unshare-pid",
            "--unshare-ipc",
            "--unshare-net",
            "--unshare-user-try",
            "--die-with-parent",
            "--new-session")
        .containsSequence("--cap-drop", "ALL")
        .containsSequence("--chdir", root.toString(), "--", "ls", "-l");
  }

  @Test
  void the_network_is_there_where_it_is_allowed() {
    assertThat(around(new SandboxSettings(Use.AUTO, true, Set.of(), Set.of())))
        .doesNotContain("--unshare-net");
  }

  @Test
  void everything_is_read_only_but_the_workspace() {
    List<String> line = around(SandboxSettings.DEFAULT);

    assertThat(line).containsSequence(mount("--ro-bind", Path.of("/")));
    assertThat(line).containsOnlyOnce("--bind").containsSequence(mount("--bind", root));
  }

  @Test
  void homes_and_sockets_are_hidden_before_anything_in_them_is_shown() throws IOException {
    Path tools = Files.createDirectories(home.resolve(".m2/repository"));
    Files.createDirectories(home.resolve(".ssh"));
    List<String> line = around(SandboxSettings.DEFAULT);

    assertThat(line)
        .containsSubsequence("--tmpfs", home.toString(), "--ro-bind", tools.toString())
        .containsSequence("--tmpfs", "/tmp")
        .doesNotContain(home.resolve(".ssh").toString(), home.resolve(".nvm").toString());
    assertThat(line.lastIndexOf("--tmpfs")).isLessThan(line.indexOf(tools.toString()));
  }

  @Test
  void the_settings_show_and_open_more_where_it_exists() throws IOException {
    Path readable = Files.writeString(home.resolve(".gitconfig"), "");
    Path writable = Files.createDirectory(home.resolve("cache"));
    Path link = Files.createSymbolicLink(home.resolve("link"), writable);
    Path missing = home.resolve("missing");
    var settings =
        new SandboxSettings(Use.AUTO, false, Set.of(readable, missing), Set.of(link, missing));

    assertThat(around(settings))
        .containsSequence(mount("--ro-bind", readable))
        .containsSequence(mount("--bind", writable))
        .doesNotContain(link.toString(), missing.toString());
  }

  @Test
  void the_folder_of_what_is_frozen_is_mounted_first_and_once() {
    Path git = root.resolve(".git");
    List<String> line =
        around(
            SandboxSettings.DEFAULT,
            git.resolve("hooks"),
            git.resolve("config"),
            root.resolve(".idea"));

    assertThat(line)
        .containsSubsequence(
            "--bind", root.toString(), "--bind", git.toString(), "--ro-bind", git + "/hooks")
        .containsSequence(mount("--ro-bind", git.resolve("config")))
        .containsSequence(mount("--ro-bind", root.resolve(".idea")));
    assertThat(line.stream().filter(word -> word.equals("--bind"))).hasSize(2);
  }

  @Test
  void a_home_that_is_the_root_of_all_hides_nothing() {
    var sandbox = new Sandbox(PROGRAM, SandboxSettings.DEFAULT, Path.of("/"), root);

    assertThat(sandbox.hidden()).doesNotContain(Path.of("/")).contains(Path.of("/tmp"));
  }

  @Test
  void the_hint_says_whether_there_is_a_network() {
    var settings = new SandboxSettings(Use.AUTO, true, Set.of(), Set.of());

    assertThat(new Sandbox(PROGRAM, settings, home, root).hint()).contains("the network is there");
    assertThat(new Sandbox(PROGRAM, SandboxSettings.DEFAULT, home, root).hint())
        .contains("there is no network");
  }

  @Test
  void a_path_that_depends_on_where_one_stands_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SandboxSettings(Use.AUTO, false, Set.of(Path.of("x")), Set.of()))
        .withMessageContaining("the path x is not absolute");
  }
}
