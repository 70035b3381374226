package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.workspace.SandboxSettings.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxSearchTest {

  @TempDir Path folder;
  private Path programs;
  private Path root;

  @BeforeEach
  void make() throws IOException {
    programs = Files.createDirectory(folder.resolve("bin"));
    root = Files.createDirectory(folder.resolve("workspace")).toRealPath();
  }

  private Sandboxing search(Use use, Path program) throws InterruptedException {
    return search(use, program, Map.of());
  }

  private Sandboxing search(Use use, Path program, Map<String, String> environment)
      throws InterruptedException {
    var settings =
        new WorkspaceSettings(
            environment, Set.of(), new SandboxSettings(use, false, Set.of(), Set.of()));
    return new SandboxSearch(List.of(program), settings, root).result();
  }

  @Test
  void what_is_off_is_not_looked_for() throws Exception {
    assertThat(search(Use.OFF, FakeBubblewrap.in(programs, "touch " + programs + "/ran")))
        .isInstanceOf(Sandboxing.Off.class);
    assertThat(programs.resolve("ran")).doesNotExist();
  }

  @Test
  void a_program_in_which_something_ran_is_used() throws Exception {
    Path program = FakeBubblewrap.in(programs, FakeBubblewrap.RUNS);

    assertThat(search(Use.REQUIRED, program, Map.of("HOME", "/nonexistent")))
        .isInstanceOfSatisfying(
            Sandboxing.On.class,
            on -> {
              assertThat(on.sandbox().program()).isEqualTo(program);
              assertThat(on.sandbox().home()).isEqualTo(Path.of("/nonexistent"));
              assertThat(on.sandbox().root()).isEqualTo(root);
            });
  }

  @Test
  void where_it_is_not_installed_that_is_said() throws Exception {
    assertThat(search(Use.AUTO, programs.resolve("bwrap")))
        .isEqualTo(
            new Sandboxing.Impossible(
                "bubblewrap is not installed (the package is called bubblewrap)", false));
  }

  @Test
  void a_program_that_succeeds_without_running_anything_is_not_believed() throws Exception {
    assertThat(search(Use.AUTO, FakeBubblewrap.in(programs, "exit 0")))
        .isInstanceOf(Sandboxing.Impossible.class);
  }

  @Test
  void what_a_program_says_that_does_not_work_is_told() throws Exception {
    Path program =
        FakeBubblewrap.in(programs, "echo 'No permissions to make a namespace' >&2; exit 1");

    assertThat(search(Use.REQUIRED, program))
        .isEqualTo(
            new Sandboxing.Impossible(
                program
                    + " does not work here: No permissions to make a namespace. In a container that"
                    + " takes the right to make user namespaces",
                true));
  }

  @Test
  void a_file_that_is_no_program_is_told() throws Exception {
    Path program = FakeBubblewrap.in(programs, "");
    Files.writeString(program, "#!/nonexistent/interpreter\n");

    assertThat(search(Use.AUTO, program))
        .isInstanceOfSatisfying(
            Sandboxing.Impossible.class,
            impossible -> assertThat(impossible.why()).contains("cannot be started"));
  }

  @Test
  void a_program_that_hangs_is_given_up() throws Exception {
    Path program = FakeBubblewrap.in(programs, "exec sleep 300");
    var settings = new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.DEFAULT);
    var search = new SandboxSearch(List.of(program), settings, root, Duration.ofMillis(100));

    assertThat(search.result())
        .isEqualTo(new Sandboxing.Impossible(program + " does not come to an end", false));
  }

  @Test
  void a_workspace_that_holds_what_has_to_be_hidden_has_no_sandbox() throws Exception {
    Path program = FakeBubblewrap.in(programs, FakeBubblewrap.RUNS);
    Path home = Files.createDirectory(root.resolve("home"));

    assertThat(search(Use.AUTO, program, Map.of("HOME", home.toString())))
        .isEqualTo(
            new Sandboxing.Impossible(
                "the workspace holds " + home + ", which it would have to hide", false));
  }

  @Test
  void it_is_tried_once() throws Exception {
    Path program =
        FakeBubblewrap.in(programs, "echo x >>" + programs + "/tried; " + FakeBubblewrap.RUNS);
    var settings = new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.DEFAULT);
    var search = new SandboxSearch(List.of(program), settings, root);

    assertThat(search.result()).isSameAs(search.result());
    assertThat(programs.resolve("tried")).hasContent("x\n");
  }
}
