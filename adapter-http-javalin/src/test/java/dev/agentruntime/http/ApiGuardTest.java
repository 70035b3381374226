package dev.agentruntime.http;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each route of the router, asked by those who may not and in forms that it does not take. A
 * refused request changes nothing.
 */
@Timeout(120)
class ApiGuardTest {

  private static final String HOST = "Host: localhost";
  private static final String PAGE = "https://ide.example";
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE");

  private final Served server = Served.lenient(PAGE);
  private final RawHttp http = new RawHttp(server.uri("/"));
  private final List<ApiDocument.Operation> operations = ApiDocument.shipped().operations();
  private Samples mine;
  private String before;

  @BeforeEach
  void makeASessionThatWaitsForAnApproval() {
    String grant = server.grant("session");
    server.model().thenReplies("", call("execute_command", "{\"command\":\"make\"}"));
    String session = server.session("{\"agent\":\"coder\"}");
    server.stream(
            session + "/messages",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"content\":\"build it\"}")))
        .all();
    JsonObject approval =
        (JsonObject) server.get("/api/v1/approvals").json().array("data").getFirst();
    mine =
        new Samples(
            session.substring(session.lastIndexOf('/') + 1),
            approval.string("id").orElseThrow(),
            grant,
            server.webhook("[\"turn.*\"]"));
    before = state();
  }

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  /** Everything there is, of every owner. */
  private String state() {
    return Stream.of("us", "them")
        .map(Owner::new)
        .flatMap(
            owner ->
                Stream.of(
                        server
                            .runtime()
                            .list(new ListSessions(owner, SessionFilter.newest(1000)))
                            .items(),
                        server.runtime().list(new ListApprovals(owner, everything())).items(),
                        server.runtime().webhooks().list(owner))
                    .flatMap(List::stream)
                    .map(Object::toString))
        .toList()
        .toString();
  }

  private static ApprovalFilter everything() {
    return new ApprovalFilter(
        Optional.empty(), Optional.empty(), Optional.empty(), 1000, Optional.empty());
  }

  private static List<String> with(String... lines) {
    return Stream.concat(
            Arrays.stream(lines),
            Arrays.stream(lines).anyMatch(line -> line.startsWith("Host:"))
                ? Stream.empty()
                : Stream.of(HOST))
        .toList();
  }

  private static String bearer(String key) {
    return "Authorization: Bearer " + key;
  }

  private RawHttp.Request sample(
      ApiDocument.Operation operation, Samples samples, String... headers) {
    Optional<byte[]> body =
        samples.body(operation).map(json -> json.canonical().getBytes(StandardCharsets.UTF_8));
    var all = new ArrayList<>(with(headers));
    if (body.isPresent() && all.stream().noneMatch(line -> line.startsWith("Content-Type:"))) {
      all.add("Content-Type: application/json");
    }
    if (Samples.namesVersion(operation)) {
      all.add("If-Match: \"1\"");
    }
    return RawHttp.Request.of(
        operation.method(), samples.target(operation), all, body.orElse(new byte[0]));
  }

  private void each(
      Predicate<ApiDocument.Operation> which, int status, String code, String... headers) {
    List<ApiDocument.Operation> chosen = operations.stream().filter(which).toList();
    assertThat(chosen).isNotEmpty();
    for (ApiDocument.Operation operation : chosen) {
      RawHttp.Answer answer = http.send(sample(operation, mine, headers));
      assertThat(answer.status() + " " + answer.code())
          .as("%s with %s: %s", operation.name(), List.of(headers), answer.text())
          .isEqualTo(status + " " + code);
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void without_a_key_only_what_is_open_answers() {
    each(Predicate.not(ApiDocument.Operation::isOpen), 401, "unauthorized");
    for (ApiDocument.Operation open :
        operations.stream().filter(ApiDocument.Operation::isOpen).toList()) {
      assertThat(http.send(sample(open, mine)).status()).as(open.name()).isEqualTo(200);
    }
  }

  @Test
  void a_key_that_is_not_known_is_as_good_as_none() {
    Predicate<ApiDocument.Operation> guarded = Predicate.not(ApiDocument.Operation::isOpen);
    each(guarded, 401, "unauthorized", bearer("key-of-nobody"));
    each(guarded, 401, "unauthorized", bearer(""));
    each(guarded, 401, "unauthorized", "Authorization: " + Served.KEY);
    each(guarded, 401, "unauthorized", "Authorization: Basic " + Served.KEY);
    each(guarded, 401, "unauthorized", bearer(Served.KEY + "x"));
    each(guarded, 401, "unauthorized", "Authorization: Bearer " + Served.KEY + " " + Served.KEY);
  }

  @Test
  void a_scheme_is_the_same_in_small_letters_and_in_capitals() {
    for (String scheme : List.of("Bearer", "bearer", "BEARER", "bEARER ", "Bearer  ")) {
      RawHttp.Request request =
          RawHttp.Request.of(
              "GET", "/api/v1/sessions", with("Authorization: " + scheme + " " + Served.KEY + " "));
      assertThat(http.send(request).status()).as(scheme).isEqualTo(200);
    }
  }

  @Test
  void what_only_administrators_may_is_forbidden_to_users() {
    for (String key : List.of(Served.KEY, Served.APPROVER)) {
      each(Samples::isForAdministrators, 403, "forbidden", bearer(key));
    }
  }

  @Test
  void the_cookie_of_a_browser_session_opens_what_the_document_says_and_changes_nothing() {
    RawHttp.Answer begun =
        http.send(
            RawHttp.Request.of(
                "POST", "/api/v1/browser-session", with(bearer(Served.KEY), "Origin: " + PAGE)));
    assertThat(begun.status()).as(begun.text()).isEqualTo(204);
    String cookie = "Cookie: " + begun.headers().get("set-cookie").split(";", 2)[0];

    for (ApiDocument.Operation operation :
        operations.stream().filter(Predicate.not(ApiDocument.Operation::isOpen)).toList()) {
      boolean opens = operation.body().get("security").orElseThrow().toString().contains("cookie");
      RawHttp.Answer answer = http.send(sample(operation, mine, cookie, "Origin: " + PAGE));
      assertThat(answer.status() != 401).as("%s: %s", operation.name(), answer).isEqualTo(opens);
      assertThat(opens).as(operation.name()).isEqualTo(operation.method().equals("GET"));
    }
    each(operation -> true, 403, "origin_refused", cookie, "Origin: https://evil.example");
  }

  /** What tells an answer from others that say the same. */
  private static String told(RawHttp.Answer answer, Samples about) {
    return answer.status()
        + answer
            .text()
            .replaceAll("\"trace_id\":\"[0-9a-f]{32}\"", "")
            .replace(about.session(), "ID")
            .replace(about.approval(), "ID")
            .replace(about.grant(), "ID")
            .replace(about.webhook(), "ID");
  }

  @Test
  void what_is_another_owners_is_told_like_what_is_not_there() {
    Samples missing = Samples.missing();
    for (ApiDocument.Operation operation :
        operations.stream().filter(Samples::isAboutOne).toList()) {
      String other =
          bearer(Samples.isForAdministrators(operation) ? Served.OTHER_ADMIN : Served.OTHER);
      RawHttp.Answer foreign = http.send(sample(operation, mine, other));
      RawHttp.Answer none = http.send(sample(operation, missing, other));

      assertThat(foreign.status()).as(operation.name() + foreign.text()).isEqualTo(404);
      assertThat(told(foreign, mine)).as(operation.name()).isEqualTo(told(none, missing));
      assertThat(foreign.headers().keySet()).isEqualTo(none.headers().keySet());
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void an_id_that_is_none_names_nothing() {
    for (ApiDocument.Operation operation :
        operations.stream().filter(o -> o.path().contains("{id}")).toList()) {
      for (String id : List.of("7", "..", "%2e%2e", "a%00b", mine.session() + "x", "1-1-1-1-1")) {
        RawHttp.Request request =
            sample(operation, new Samples(id, id, id, id), bearer(Served.ADMIN));
        assertThat(http.send(request).status()).as(request.toString()).isIn(400, 404, 405);
      }
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void pages_of_other_origins_are_refused_even_with_a_key() {
    for (String origin :
        List.of(
            "https://evil.example",
            "null",
            PAGE + ".evil.example",
            PAGE + ":8443",
            "http://ide.example",
            "https://IDE.example",
            "http://localhost:" + server.uri("/").getPort(),
            "")) {
      each(operation -> true, 403, "origin_refused", "Origin: " + origin, bearer(Served.KEY));
    }
  }

  @Test
  void pages_of_an_allowed_origin_are_answered_and_may_read_the_answer() {
    RawHttp.Answer answer =
        http.send(
            RawHttp.Request.of(
                "GET", "/api/v1/sessions", with("Origin: " + PAGE, bearer(Served.KEY))));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("access-control-allow-origin", PAGE)
        .containsEntry("access-control-allow-credentials", "true")
        .containsEntry("vary", "Origin");
  }

  @Test
  void requests_for_other_hosts_are_refused_on_every_route() {
    each(operation -> true, 403, "host_refused", "Host: evil:8080", bearer(Served.KEY));
  }

  @Test
  void only_the_names_of_this_server_are_served() {
    int port = server.uri("/").getPort();
    for (String host :
        List.of(
            "evil",
            "localhost.",
            "127.0.0.1.",
            "127.0.0.2",
            "127.1",
            "2130706433",
            "0.0.0.0",
            "localhost.evil.example",
            "evil.localhost",
            "[::2]",
            "[::ffff:127.0.0.1]",
            "[0:0:0:0:0:0:0:1]",
            "[::1",
            "::1",
            "localhost:port",
            "localhost:" + port + ":" + port,
            "evil@localhost",
            "localhost, evil",
            "localhost/evil",
            "")) {
      assertThat(health("Host: " + host).status()).as(host).isIn(400, 403);
    }
    for (String host :
        List.of("localhost", "LocalHost", "127.0.0.1:" + port, "[::1]", "[::1]:" + port)) {
      assertThat(health("Host: " + host).status()).as(host).isEqualTo(200);
    }
  }

  private RawHttp.Answer health(String... lines) {
    return http.send(RawHttp.Request.of("GET", "/health", List.of(lines)));
  }

  @Test
  void a_request_names_exactly_one_host() {
    assertThat(health("X-Nothing: 1").status()).isIn(400, 403);
    assertThat(health(HOST, "Host: evil").status()).isIn(400, 403);
    assertThat(health("Host: evil", HOST).status()).isIn(400, 403);
    assertThat(http.send(RawHttp.Request.of("GET", "http://evil/health", List.of(HOST))).status())
        .isIn(400, 403);
  }

  private String target(String path) {
    return operations.stream()
        .filter(operation -> operation.path().equals(path))
        .map(mine::target)
        .findFirst()
        .orElseThrow()
        .split("\\?", 2)[0];
  }

  @Test
  void a_method_that_a_path_does_not_take_is_told_which_it_takes() {
    for (String path : operations.stream().map(ApiDocument.Operation::path).distinct().toList()) {
      String target = target(path);
      List<String> taken =
          operations.stream()
              .filter(operation -> operation.takes(target))
              .map(ApiDocument.Operation::method)
              .flatMap(m -> m.equals("GET") ? Stream.of("GET", "HEAD") : Stream.of(m))
              .distinct()
              .toList();
      for (String method : METHODS.stream().filter(m -> !taken.contains(m)).toList()) {
        RawHttp.Answer answer =
            http.send(RawHttp.Request.of(method, target, with(bearer(Served.KEY))));
        assertThat(answer.status()).as("%s %s %s", method, path, answer.text()).isEqualTo(405);
        assertThat(Arrays.asList(answer.headers().get("allow").split(", ")))
            .as("%s %s", method, path)
            .containsExactlyInAnyOrderElementsOf(taken);
      }
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void head_is_answered_like_get_but_without_a_body() {
    for (ApiDocument.Operation get :
        operations.stream().filter(operation -> operation.method().equals("GET")).toList()) {
      String target = mine.target(get);
      assertThat(http.send(RawHttp.Request.of("HEAD", target, with())).status())
          .as(target)
          .isEqualTo(get.isOpen() ? 200 : 401);
      for (String accept : List.of("*/*", "*/*, text/event-stream")) {
        RawHttp.Answer head =
            http.send(
                RawHttp.Request.of(
                    "HEAD", target, with(bearer(Served.ADMIN), "Accept: " + accept)));
        assertThat(head.status()).as("%s %s", target, accept).isEqualTo(200);
        assertThat(head.text()).isEmpty();
      }
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void a_body_that_is_not_declared_as_json_is_refused() {
    Predicate<ApiDocument.Operation> withBody =
        operation -> mine.body(operation).filter(body -> !body.members().isEmpty()).isPresent();
    for (String type :
        List.of(
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json; charset=iso-8859-1",
            "application/jsonx",
            "application/merge-patch+json",
            "")) {
      each(
          withBody.and(Predicate.not(Samples::isForAdministrators)),
          415,
          "unsupported_media_type",
          "Content-Type: " + type,
          bearer(Served.KEY));
    }
  }

  @Test
  void an_answer_in_a_form_that_nobody_takes_is_not_made() {
    Predicate<ApiDocument.Operation> json =
        operation -> !isDocument(operation) && !Samples.isForAdministrators(operation);
    each(json, 406, "not_acceptable", "Accept: application/xml", bearer(Served.KEY));
    each(json, 406, "not_acceptable", "Accept: application/json;q=0", bearer(Served.KEY));
    each(
        json.and(operation -> !operation.mayStream()),
        406,
        "not_acceptable",
        "Accept: text/event-stream",
        bearer(Served.KEY));
  }

  private static boolean isDocument(ApiDocument.Operation operation) {
    return operation.path().startsWith("/docs")
        || operation.path().equals("/openapi.json")
        || operation.path().endsWith("/export")
        || operation.path().endsWith("/heads");
  }

  @Test
  void a_document_is_shown_to_who_asks_for_its_own_form_and_to_who_asks_for_another() {
    for (ApiDocument.Operation document :
        operations.stream().filter(ApiGuardTest::isDocument).toList()) {
      RawHttp.Answer any = http.send(sample(document, mine, bearer(Served.KEY)));
      assertThat(any.status()).as(document.name()).isEqualTo(200);
      String form = any.headers().get("content-type").split(";", 2)[0];
      for (String accept : List.of(form, "text/html", "text/html;q=0.9, image/*", "image/png")) {
        assertThat(http.send(sample(document, mine, bearer(Served.KEY), "Accept: " + accept)))
            .as("%s as %s", document.name(), accept)
            .isEqualTo(any);
      }
    }
  }

  @Test
  void a_path_that_is_none_is_not_found_and_tells_nothing() {
    for (String path :
        List.of("/", "/api", "/api/v1", "/api/v1/", "/api/v2/sessions", "/" + UUID.randomUUID())) {
      RawHttp.Answer answer = http.send(RawHttp.Request.of("GET", path, with(bearer(Served.KEY))));
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("not_found");
    }
  }
}
