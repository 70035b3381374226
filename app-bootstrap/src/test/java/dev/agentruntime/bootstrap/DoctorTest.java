package dev.agentruntime.bootstrap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.cli.RuntimeFactory.Flag;
import dev.agentruntime.jdbi.DatabaseUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

  @TempDir private Path home;
  private final Map<String, String> variables =
      new HashMap<>(Map.of("PATH", System.getenv().getOrDefault("PATH", "")));

  private List<Check> examine(Path workspace, Flag... flags) {
    return new ConfiguredRuntimes(variables, home).inspect(List.of(flags)).examine(workspace);
  }

  private static Check check(List<Check> checks, String name) {
    return checks.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void everything_a_session_needs_is_looked_at_and_what_is_not_in_order_says_what_to_do() {
    Stores.open(new DatabaseUrl.Sqlite(new UserFolders(variables, home).database())).close();

    List<Check> checks = examine(home);

    assertThat(checks)
        .extracting(Check::name)
        .containsSubsequence(
            "java", "database", "replay", "configuration", "data", "workspace", "model", "git")
        .contains("sandbox", "rg", "setsid");
    assertThat(checks)
        .allSatisfy(
            one ->
                assertThat(one.advice().isEmpty())
                    .as(one.toString())
                    .isEqualTo(one.level() == Check.Level.OK));
    assertThat(check(checks, "model").finding()).contains("no model is named");
    assertThat(check(checks, "model").advice())
        .as("doctor itself has no such option")
        .contains("AGENT_RUNTIME_MODEL", "--model to run and serve");
    assertThat(check(checks, "configuration").finding()).contains("not made yet");
  }

  @Test
  void what_is_missing_fails_with_its_reason() throws IOException {
    Files.writeString(home.resolve("diary.db"), "dear diary, ".repeat(1000));

    List<Check> checks =
        examine(
            home.resolve("missing"),
            new Flag("database", "sqlite:" + home.resolve("diary.db"), "--db"));

    assertThat(check(checks, "database").level()).isEqualTo(Check.Level.FAILED);
    assertThat(check(checks, "database").finding()).contains("no SQLite database");
    assertThat(check(checks, "workspace").level()).isEqualTo(Check.Level.FAILED);
  }

  private void configuration(String yaml) throws IOException {
    Path file = new UserFolders(variables, home).configuration();
    Files.createDirectories(file.getParent());
    Files.writeString(file, yaml);
  }

  @Test
  void a_broken_file_is_one_of_the_findings_and_the_rest_is_looked_at() throws IOException {
    configuration("max_tool_calls: many\nsandbox: off\nmodle: x\n");

    List<Check> checks = examine(home);

    assertThat(checks.stream().filter(one -> one.name().equals("settings")))
        .extracting(Check::level)
        .containsExactly(Check.Level.FAILED, Check.Level.FAILED);
    assertThat(check(checks, "settings").finding()).contains("config.yaml:3: there is no setting");
    assertThat(check(checks, "database").level()).isEqualTo(Check.Level.OK);
    assertThat(check(checks, "workspace").level()).isEqualTo(Check.Level.OK);
    assertThat(checks).extracting(Check::name).contains("model", "git", "rg");
  }

  /** It would be asked at its default place, with a key that is meant for somebody else. */
  @Test
  void what_a_broken_file_may_say_of_database_and_endpoint_is_not_replaced_by_defaults()
      throws IOException {
    variables.put("OPENAI_API_KEY", "sk-test");
    variables.put("AGENT_RUNTIME_MODEL", "m");
    configuration("approve: [\nbase_url: http://127.0.0.1:1/v1\n");

    List<Check> checks = examine(home);

    assertThat(check(checks, "model").finding()).contains("not looked at");
    assertThat(check(checks, "database").finding()).contains("not looked at");

    configuration("base_url: nowhere\ndatabase: x\n");
    assertThat(check(examine(home), "model").finding()).contains("not looked at");
    assertThat(check(examine(home), "database").finding()).contains("not looked at");
  }

  @Test
  void tools_that_are_not_there_are_warnings() throws IOException {
    variables.put("PATH", Files.createDirectory(home.resolve("bin")).toString());

    List<Check> checks = examine(home);

    assertThat(check(checks, "git").advice()).contains("install it");
    assertThat(check(checks, "rg").level()).isEqualTo(Check.Level.WARNING);
  }

  @ParameterizedTest
  @CsvSource({
    "200, OK, accepts the key",
    "401, FAILED, refuses the key",
    "403, FAILED, refuses the key",
    "404, WARNING, lists no models",
    "500, WARNING, status 500",
  })
  void the_endpoint_is_asked_for_its_models_alone(int status, Check.Level level, String finding)
      throws IOException {
    var asked = new ConcurrentLinkedQueue<String>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      variables.put("OPENAI_API_KEY", "sk-test");
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
      Check model =
          check(
              examine(
                  home, new Flag("base_url", url, "--base-url"), new Flag("model", "m", "--model")),
              "model");

      assertThat(model.level()).isEqualTo(level);
      assertThat(model.finding()).contains(finding).doesNotContain("sk-test");
      assertThat(new ArrayList<>(asked)).containsExactly("GET /v1/models Bearer sk-test");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void an_endpoint_that_is_not_there_is_told() {
    Check model =
        check(
            examine(
                home,
                new Flag("base_url", "http://127.0.0.1:1/v1", "--base-url"),
                new Flag("model", "m", "--model")),
            "model");

    assertThat(model.level()).isEqualTo(Check.Level.FAILED);
    assertThat(model.finding()).endsWith("/v1 cannot be reached: nothing listens there");
    assertThat(model.advice()).contains("check base_url");
  }

  @Test
  void what_answers_in_another_language_is_told_in_words_of_our_own() throws IOException {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> chatter(server));
      String plain = "http://127.0.0.1:" + server.getLocalPort() + "/v1";
      assertThat(endpoint(plain)).endsWith("it does not answer as an HTTP server does");
      assertThat(endpoint(plain.replace("http:", "https:")))
          .contains("no encrypted connection comes about");
    }
    assertThat(endpoint("http://nowhere.invalid/v1")).endsWith("there is no host of that name");
  }

  private String endpoint(String url) {
    Flag base = new Flag("base_url", url, "--base-url");
    return check(examine(home, base, new Flag("model", "m", "--model")), "model").finding();
  }

  private static void chatter(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getInputStream().read();
        client.getOutputStream().write("hello, this is no HTTP\r\n\r\n".getBytes(US_ASCII));
      } catch (IOException e) {
        // The client has heard enough, or the test is over.
      }
    }
  }
}
