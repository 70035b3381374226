package dev.agentruntime.bootstrap;

import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.openai.OpenAiSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is secret of the configuration and the environment: keys, the database's password, and
 * variables whose names say so.
 */
final class SecretValues {

  private static final Pattern TELLING =
      Pattern.compile(
          "(^|.*_)(API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SECRET_?KEY|KEY|TOKEN|SECRET|PASSWORD|PASSWD"
              + "|PASSPHRASE|CREDENTIALS?|AUTH|AUTHORIZATION|COOKIE|OTLP(_.*)?_HEADERS)(_.*)?",
          Pattern.CASE_INSENSITIVE);

  /** They guard nothing, and masking them would make ordinary text unreadable. */
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "password",
          "passw0rd",
          "postgres",
          "postgresql",
          "changeme",
          "changeit",
          "password1",
          "12345678",
          "123456789",
          "localhost",
          "username",
          "disabled",
          "required");

  private SecretValues() {}

  static KnownSecrets of(Configuration configuration, Map<String, String> variables) {
    var values = new ArrayList<String>();
    OpenAiSettings.Endpoint endpoint = configuration.model().endpoint();
    endpoint.apiKey().ifPresent(key -> values.add(key.value()));
    endpoint.headers().forEach((name, header) -> values.addAll(ofHeader(name, header.value())));
    if (configuration.database().url() instanceof DatabaseUrl.Postgres postgres) {
      postgres.credentials().password().ifPresent(values::add);
    }
    configuration.server().key().ifPresent(key -> values.add(key.value()));
    values.addAll(of(variables));
    values.removeIf(value -> PLACEHOLDERS.contains(value.strip()));
    return KnownSecrets.of(values);
  }

  /** What stands behind a scheme such as Bearer is secret by itself. */
  private static List<String> ofHeader(String name, String value) {
    return TELLING.matcher(name.replace('-', '_')).matches()
        ? List.of(value, value.substring(value.indexOf(' ') + 1))
        : List.of();
  }

  private static List<String> of(Map<String, String> variables) {
    return variables.entrySet().stream()
        .filter(variable -> TELLING.matcher(variable.getKey()).matches())
        .map(Map.Entry::getValue)
        .filter(value -> !isPath(value))
        .toList();
  }

  /** Where a secret is kept is none, and has to be said. */
  private static boolean isPath(String value) {
    try {
      return value.startsWith("/") && Files.exists(Path.of(value));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
