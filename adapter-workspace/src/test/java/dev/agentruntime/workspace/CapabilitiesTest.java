package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.workspace.Capability.State;
import dev.agentruntime.workspace.SandboxSettings.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilitiesTest {

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void make() throws IOException {
    root = Files.createDirectory(folder.resolve("workspace")).toRealPath();
  }

  private Capability look(String name, SandboxSettings sandbox, String path, Path proc)
      throws InterruptedException {
    var settings = new WorkspaceSettings(Map.of("PATH", path), Set.of(), sandbox);
    return new Capabilities(settings, proc, List.of(folder.resolve("bwrap")), "Linux")
        .of(root).stream()
            .filter(capability -> capability.name().equals(name))
            .findFirst()
            .orElseThrow();
  }

  private Capability sandbox(Use use, boolean network) throws InterruptedException {
    var settings = new SandboxSettings(use, network, Set.of(), Set.of());
    return look("sandbox", settings, "", ProcessFamily.PROC);
  }

  @Test
  void a_sandbox_that_works_is_there_and_its_network_is_said() throws Exception {
    Path program = FakeBubblewrap.in(folder, FakeBubblewrap.RUNS);

    assertThat(sandbox(Use.AUTO, false))
        .isEqualTo(
            Capability.there(
                "sandbox", "commands run in " + program + ", without network (sandbox_network)"));
    assertThat(sandbox(Use.AUTO, true).detail()).endsWith(", with network");
  }

  @Test
  void without_a_sandbox_it_is_said_what_escapes() throws Exception {
    String escape =
        "one that clears its own environment and makes its own session outlives its call";

    assertThat(sandbox(Use.OFF, false))
        .extracting(Capability::state, Capability::advice)
        .containsExactly(State.LACKING, "install bubblewrap, and set sandbox to auto or required");
    assertThat(sandbox(Use.OFF, false).detail()).startsWith("sandbox is off: ").contains(escape);
    assertThat(sandbox(Use.AUTO, false).state()).isEqualTo(State.LACKING);
    assertThat(sandbox(Use.AUTO, false).detail())
        .startsWith("bubblewrap is not installed")
        .contains(escape);
  }

  @Test
  void a_sandbox_that_is_required_and_does_not_work_is_broken() throws Exception {
    assertThat(sandbox(Use.REQUIRED, false).state()).isEqualTo(State.BROKEN);
    assertThat(sandbox(Use.REQUIRED, false).detail()).endsWith("so no command runs");
  }

  @Test
  void ripgrep_is_found_by_absolute_folders_of_the_path_only() throws Exception {
    Path rg = Files.createFile(folder.resolve("rg"));

    assertThat(look("rg", SandboxSettings.OFF, folder.toString(), ProcessFamily.PROC).state())
        .isEqualTo(State.LACKING);
    assertThat(rg.toFile().setExecutable(true)).isTrue();
    assertThat(look("rg", SandboxSettings.OFF, "relative:" + folder, ProcessFamily.PROC))
        .isEqualTo(Capability.there("rg", rg.toString()));
  }

  @Test
  void where_processes_do_not_tell_their_environment_that_is_said() throws Exception {
    assertThat(look("processes", SandboxSettings.OFF, "", folder).detail())
        .contains("in a session of its own outlives its call");
    assertThat(look("processes", SandboxSettings.OFF, "", ProcessFamily.PROC))
        .isEqualTo(Capability.there("processes", "/proc"));
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,      THERE,   file tools reach nothing outside",
    "Mac OS X,   LACKING, weaker on Mac OS X: files are opened as on Linux",
    "FreeBSD,    LACKING, weaker on FreeBSD: files are opened as on Linux",
    "Windows 11, BROKEN,  none on Windows 11: tools cannot be kept in a workspace"
  })
  void how_well_paths_are_confined_is_said_of_each_system(
      String system, State state, String beginning) throws Exception {
    var settings = new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.OFF);
    Capability first = new Capabilities(settings, folder, List.of(), system).of(root).getFirst();

    assertThat(first.name()).isEqualTo("confinement");
    assertThat(first.state()).isEqualTo(state);
    assertThat(first.detail()).startsWith(beginning);
    assertThat(first.advice().isEmpty()).isEqualTo(state == State.THERE);
  }

  /** There is no bubblewrap to install there. */
  @Test
  void what_helps_on_linux_only_is_advised_there_only() throws Exception {
    var settings = new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.OFF);

    assertThat(new Capabilities(settings, folder, List.of(), "Mac OS X").of(root))
        .filteredOn(capability -> Set.of("sandbox", "processes").contains(capability.name()))
        .extracting(Capability::advice)
        .hasSize(2)
        .allSatisfy(advice -> assertThat(advice).startsWith("use Linux, in a container"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Linux", "Mac OS X", "FreeBSD"})
  void where_they_are_confined_at_all_a_workspace_opens(String system) {
    var settings = new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.OFF);

    assertThat(LocalWorkspace.open(root.toString(), settings, system).projectInstructions())
        .isEmpty();
  }

  @Test
  void a_workspace_tells_its_capabilities() throws Exception {
    assertThat(
            LocalWorkspace.capabilities(
                new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.OFF), root))
        .extracting(Capability::name)
        .containsExactly("confinement", "sandbox", "setsid", "processes", "rg");
  }
}
