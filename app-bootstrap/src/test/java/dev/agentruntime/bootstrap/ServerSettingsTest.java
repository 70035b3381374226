package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.bootstrap.Commands.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server is told, and what it refuses to be told. */
class ServerSettingsTest {

  @TempDir private Path home;
  private Commands commands;

  @BeforeEach
  void start() throws IOException {
    commands = new Commands(home);
    Files.writeString(home.resolve("script.yaml"), "replies:\n  - text: Done.\n");
  }

  private Ran serve(String... more) {
    var arguments =
        new ArrayList<>(
            List.of("serve", "--script", "script.yaml", "--db", "sqlite:" + home.resolve("a.db")));
    arguments.addAll(List.of(more));
    return commands.run(arguments.toArray(String[]::new));
  }

  @Test
  void the_help_of_serve_names_every_setting_of_the_server() {
    String help = commands.run("serve", "--help").out().replaceAll("\\s+", " ");

    assertThat(
            Arrays.stream(SettingKey.values())
                .map(SettingKey::id)
                .filter(
                    id ->
                        id.startsWith("server_") || id.startsWith("log_") || id.equals("api_key")))
        .hasSize(14)
        .allSatisfy(id -> assertThat(help).contains(id));
  }

  @Test
  void beyond_this_machine_it_wants_encryption_and_a_key_and_says_both() {
    Ran ran = serve("--host", "0.0.0.0");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err())
        .contains(
            "2 problems", "--behind-tls", "agent-runtime keys create", "AGENT_RUNTIME_API_KEY");
  }

  @ParameterizedTest
  @CsvSource({
    "--allow-host, https://agents.example:443/, without scheme and port",
    "--allow-host, agents.example:8080, without scheme and port",
    "--allow-origin, ide.example, an origin such as https://ide.example",
    "--allow-origin, https://ide.example/, without a path",
    "--log-level, loud, it takes one of error",
    "--max-streams, 0, a whole number from 1",
    "--workspace-root, missing, is no folder; make it first",
  })
  void what_could_never_have_an_effect_is_refused(String flag, String value, String said) {
    Ran ran = serve(flag, value);

    assertThat(ran.status()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
  }

  @ParameterizedTest
  @CsvSource({
    "short, 32 characters or more",
    "internal-key-internal-key-internal-key, not one out of an example",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, not one out of an example",
  })
  void a_key_that_can_be_guessed_is_refused_and_not_repeated(String key, String said) {
    commands.variables().put("AGENT_RUNTIME_API_KEY", key);
    commands.variables().put("AGENT_RUNTIME_SERVER_PORT", "many");

    Ran ran = serve();

    assertThat(ran.status()).isEqualTo(7);
    assertThat(ran.err())
        .contains("2 problems", "AGENT_RUNTIME_API_KEY: ", said, "AGENT_RUNTIME_SERVER_PORT: ")
        .doesNotContain(key);
  }
}
