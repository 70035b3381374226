package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.access.ApiKeys;
import dev.agentruntime.application.access.Authenticate;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
  }

  private ApiKeys keys() {
    return new ApiKeys(cli.runtimes.store());
  }

  private List<JsonObject> listed() {
    return switch (JsonText.read(cli.run("keys", "list", "--format", "json").out())) {
      case JsonText.Valid(JsonArray array) ->
          array.items().stream().map(JsonObject.class::cast).toList();
      case JsonText other -> throw new AssertionError(other);
    };
  }

  @Test
  void a_key_is_printed_once_alone_and_opens_what_its_role_says() {
    Ran made = cli.run("keys", "create", "laptop", "--role", "approver", "--owner", "team-a");

    assertThat(made.status()).isZero();
    String token = made.out().strip();
    assertThat(token).startsWith("ar_").doesNotContain("\n");
    assertThat(made.err()).doesNotContain(token).contains("shown this once");
    assertThat(keys().authenticate(new Authenticate(token)))
        .hasValueSatisfying(
            key -> {
              assertThat(key.role()).isEqualTo(Role.APPROVER);
              assertThat(key.owner().value()).isEqualTo("team-a");
              assertThat(key.name()).isEqualTo("laptop");
            });
  }

  @Test
  void keys_are_listed_without_what_opens() {
    String token = cli.run("keys", "create", "laptop").out().strip();

    Ran table = cli.run("keys", "list");

    assertThat(table.out()).contains("laptop", "user", "local");
    assertThat(table.out()).doesNotContain(token.substring(token.lastIndexOf('_')));
    assertThat(listed().getFirst().members().keySet())
        .containsExactlyInAnyOrder("id", "owner", "role", "name", "created_at");
  }

  @Test
  void a_revoked_key_opens_nothing_and_stays_listed() {
    String token = cli.run("keys", "create", "laptop").out().strip();
    String id = listed().getFirst().string("id").orElseThrow();

    Ran revoked = cli.run("keys", "revoke", id.substring(0, 6));

    assertThat(revoked.status()).isZero();
    assertThat(keys().authenticate(new Authenticate(token))).isEmpty();
    assertThat(listed().getFirst().string("revoked_at")).isPresent();
  }

  @Test
  void an_id_that_names_no_key_or_several_revokes_none() {
    assertThat(cli.run("keys", "revoke", "abc").status()).isEqualTo(4);
    cli.run("keys", "create", "one");
    assertThat(cli.run("keys", "revoke", "").status()).isEqualTo(4);
    assertThat(listed().getFirst().string("revoked_at")).isEmpty();
  }

  @Test
  void a_name_or_owner_that_is_none_is_refused() {
    assertThat(cli.run("keys", "create", " ").status()).isEqualTo(2);
    assertThat(cli.run("keys", "create", "x", "--owner", " ").status()).isEqualTo(2);
    assertThat(cli.run("keys", "create", "x", "--role", "root").status()).isEqualTo(2);
    assertThat(listed()).isEmpty();
  }

  @Test
  void what_is_said_to_the_server_reaches_its_settings() {
    Ran refused =
        cli.run(
            "serve",
            "--host",
            "0.0.0.0",
            "--port",
            "0",
            "--behind-tls",
            "--allow-host",
            "a.example",
            "--allow-host",
            "b.example",
            "--workspace-root",
            "projects",
            "--close-idle",
            "30d",
            "--keep",
            "90d",
            "--webhook-target",
            "127.0.0.1",
            "--webhook-target",
            "hooks.internal",
            "--max-streams",
            "7",
            "--requests-per-minute",
            "600",
            "--log-format",
            "json",
            "--log-level",
            "warn");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .contains(
            "server_host=0.0.0.0",
            "server_port=0",
            "server_behind_tls=true",
            "server_hosts=a.example,b.example",
            "server_workspace_roots=" + folder.resolve("projects"),
            "server_close_idle=30d",
            "server_keep=90d",
            "server_webhook_targets=127.0.0.1,hooks.internal",
            "server_max_streams=7",
            "server_requests_per_minute=600",
            "log_format=json",
            "log_level=warn");
  }

  @Test
  void a_server_whose_database_stays_away_ends_so_that_it_is_started_again() {
    cli.runtimes.away = true;

    Ran ran = cli.run("serve");

    assertThat(ran.status()).isEqualTo(3);
    assertThat(ran.err()).contains("the store is away");
  }
}
