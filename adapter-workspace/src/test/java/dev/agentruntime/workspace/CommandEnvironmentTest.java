package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandEnvironmentTest {

  private static final Set<String> GIT =
      Set.of("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0");

  private static Map<String, String> of(Map<String, String> environment, Set<String> passed) {
    return new CommandEnvironment(new WorkspaceSettings(environment, passed, SandboxSettings.OFF))
        .of("a call");
  }

  @Test
  void only_harmless_names_and_those_that_are_passed_are_seen() {
    assertThat(
            of(
                Map.of("HOME", "/h", "LC_ALL", "C", "API_KEY", "x", "EXTRA", "y", "TERM", "xterm"),
                Set.of("EXTRA")))
        .containsOnlyKeys(
            "PATH",
            "HOME",
            "LC_ALL",
            "EXTRA",
            "TERM",
            "AGENT_RUNTIME_CALL",
            "GIT_CONFIG_COUNT",
            "GIT_CONFIG_KEY_0",
            "GIT_CONFIG_VALUE_0")
        .containsEntry("TERM", "dumb")
        .containsEntry("AGENT_RUNTIME_CALL", "a call");
  }

  @Test
  void git_takes_a_bare_repository_only_where_it_is_named() {
    assertThat(of(Map.of(), Set.of()))
        .containsEntry("GIT_CONFIG_COUNT", "1")
        .containsEntry("GIT_CONFIG_KEY_0", "safe.bareRepository")
        .containsEntry("GIT_CONFIG_VALUE_0", "explicit");
  }

  @Test
  void settings_of_git_that_are_passed_stay_and_do_not_displace_it() {
    Map<String, String> passed =
        Map.of(
            "GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "user.name", "GIT_CONFIG_VALUE_0", "Ann");

    assertThat(of(passed, GIT))
        .containsEntry("GIT_CONFIG_COUNT", "2")
        .containsEntry("GIT_CONFIG_KEY_0", "user.name")
        .containsEntry("GIT_CONFIG_VALUE_0", "Ann")
        .containsEntry("GIT_CONFIG_KEY_1", "safe.bareRepository")
        .containsEntry("GIT_CONFIG_VALUE_1", "explicit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "01", "x", "-1", " 1", "99999"})
  void a_count_that_is_none_gives_way(String count) {
    assertThat(of(Map.of("GIT_CONFIG_COUNT", count), GIT))
        .containsEntry("GIT_CONFIG_COUNT", "1")
        .containsEntry("GIT_CONFIG_KEY_0", "safe.bareRepository");
  }

  /** A folder in the workspace that looks like a repository, with a program in its settings. */
  @Test
  void the_settings_of_a_folder_that_looks_like_a_repository_run_nothing(@TempDir Path folder)
      throws Exception {
    Path root = folder.toRealPath();
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", root.toString());
    var bench = new Workbench(root, environment);
    bench.file("trap/HEAD", "ref: refs/heads/main\n");
    Files.createDirectories(root.resolve("trap/objects"));
    Files.createDirectories(root.resolve("trap/refs"));
    bench.file(
        "trap/config",
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n"
            + "\tfsmonitor = \"touch "
            + root.resolve("ran")
            + "; false\"\n");

    ToolResult result = bench.run("execute_command", "command", "git status", "cwd", "trap");

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.content()).contains("safe.bareRepository");
    assertThat(root.resolve("ran")).doesNotExist();
    bench.run(
        "execute_command",
        "command",
        "git -c safe.bareRepository=all status; git --git-dir=. status",
        "cwd",
        "trap");
    assertThat(root.resolve("ran")).as("the trap works where it is named").exists();
  }
}
