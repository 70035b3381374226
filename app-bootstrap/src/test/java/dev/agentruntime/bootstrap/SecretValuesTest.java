package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.output.KnownSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretValuesTest {

  private static final String VALUE = "canary-0123456789";

  @TempDir Path home;

  private KnownSecrets secrets(Map<String, String> variables) {
    Configuration configuration =
        ConfigurationReader.read(List.of(), variables, new UserFolders(variables, home)).usable();
    return SecretValues.of(configuration, variables);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPENAI_API_KEY",
        "GITHUB_TOKEN",
        "NPM_TOKEN_CI",
        "aws_secret_access_key",
        "DB_PASSWORD",
        "KEY",
        "AZURE_CREDENTIALS",
        "SIGNING_PASSPHRASE",
        "HTTP_AUTH"
      })
  void a_variable_whose_name_says_so_is_secret(String name) {
    assertThat(secrets(Map.of(name, VALUE)).mask("-" + VALUE + "-")).isEqualTo("-***-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GIT_AUTHOR_NAME", "KEYBOARD", "TOKENIZERS", "EDITOR", "MONKEY"})
  void other_variables_are_not(String name) {
    assertThat(secrets(Map.of(name, VALUE)).isIn(VALUE)).isFalse();
  }

  @Test
  void the_databases_password_and_telling_headers_are_secret() {
    KnownSecrets secrets =
        secrets(
            Map.of(
                "DATABASE_URL", "postgresql://me:p%40ssphrase-1@db/x",
                "AGENT_RUNTIME_HEADERS",
                    "{\"X-Auth\":\"Bearer abcdefghijk\",\"Accept\":\"application/json\"}"));

    assertThat(secrets.mask("p@ssphrase-1 abcdefghijk application/json"))
        .isEqualTo("*** *** application/json");
  }

  @Test
  void where_a_secret_is_kept_and_what_guards_nothing_is_not_masked() throws IOException {
    Path key = Files.writeString(home.resolve("key.json"), "{}");
    KnownSecrets secrets =
        secrets(
            Map.of(
                "GOOGLE_CREDENTIALS", key.toString(),
                "OTHER_KEY", "/not/there-12345",
                "BROKEN_KEY", "/\0-123456789",
                "DB_PASSWORD", "postgres"));

    assertThat(secrets.isIn(key.toString())).isFalse();
    assertThat(secrets.isIn("postgres")).isFalse();
    assertThat(secrets.isIn("/not/there-12345")).isTrue();
    assertThat(secrets.isIn("/\0-123456789")).isTrue();
  }
}
