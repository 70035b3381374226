package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.bootstrap.Commands.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong setting ends with: 2 where it was typed, 7 where a file or a variable has it. */
class WrongSettingTest {

  @TempDir private Path home;
  private Commands commands;

  @BeforeEach
  void start() {
    commands = new Commands(home);
  }

  private Ran run(String flag, String value) {
    return commands.run(
        "run", "hi", "--model", "m", "--base-url", "http://127.0.0.1:1/v1", flag, value);
  }

  @ParameterizedTest
  @CsvSource({
    "--max-steps, 0, a whole number from 1 to 999999999",
    "--max-tokens, 99999999999, a whole number from 1 to 999999999",
    "--max-cost, much, an amount such as 0.25",
    "--max-cost, 1, what the model costs is not known",
    "--policy, missing.yaml, does not exist",
    "--db, mysql://u:hunter2@h/d, the database URL cannot be used",
  })
  void a_flag_that_is_wrong_is_a_wrong_command_line(String flag, String value, String said) {
    Ran ran = run(flag, value);

    assertThat(ran.status()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(flag + ": ", said).doesNotContain("hunter2");
  }

  @Test
  void an_endpoint_or_a_policy_that_is_wrong_on_the_command_line_is_no_matter_of_configuration()
      throws IOException {
    Ran endpoint = commands.run("run", "hi", "--model", "m", "--base-url", "foo");
    assertThat(endpoint.status()).isEqualTo(2);
    assertThat(endpoint.err()).contains("--base-url: ");

    Path broken = Files.writeString(home.resolve("broken.yaml"), "rules: 7\n");
    Ran policy = run("--policy", broken.toString());
    assertThat(policy.status()).isEqualTo(2);
    assertThat(policy.err()).contains("--policy: ", broken + ":1:1: ");
  }

  @ParameterizedTest
  @CsvSource({"MAX_MODEL_CALLS, 0", "BASE_URL, foo", "POLICY, /missing.yaml", "TIMEOUT, 0"})
  void a_variable_that_is_wrong_is_a_matter_of_configuration(String setting, String value) {
    commands.variables().put("AGENT_RUNTIME_" + setting, value);

    Ran ran = commands.run("run", "hi", "--model", "m");

    assertThat(ran.status()).isEqualTo(7);
    assertThat(ran.err()).contains("AGENT_RUNTIME_" + setting + ": ");
  }

  @Test
  void with_both_all_is_told_and_the_command_line_comes_first_in_the_status() {
    commands.variables().put("AGENT_RUNTIME_MAX_TOOL_CALLS", "none");

    Ran ran = run("--max-steps", "0");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("2 problems", "AGENT_RUNTIME_MAX_TOOL_CALLS: ", "--max-steps: ");
  }

  @Test
  void doctor_and_config_show_work_with_a_broken_file() throws IOException {
    Path file = home.resolve(".config/agent-runtime/config.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "model: gpt\nmax_tool_calls: many\ndry_run: {\n");

    Ran shown = commands.run("config", "show", "--origin");
    assertThat(shown.status()).isEqualTo(7);
    assertThat(shown.out()).contains(file + ":1: model", "(cannot be used)", "max_equal_calls");
    assertThat(shown.err())
        .contains(file + ":2: max_tool_calls: ", file + ": it is no YAML (line ");

    Ran doctor = commands.run("doctor");
    assertThat(doctor.status()).isEqualTo(7);
    assertThat(doctor.out()).contains(file + ":2: max_tool_calls: ", "java", "workspace", "git");

    assertThat(commands.run("sessions", "list").status()).isEqualTo(7);
    assertThat(commands.run("doctor", "--db", "x").status()).isEqualTo(7);
  }
}
