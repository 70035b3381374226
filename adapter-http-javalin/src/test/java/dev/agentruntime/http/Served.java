package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.agent.BuiltinAgents;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.FakeReceiver;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A running server on a free port, with a model that does what it is told. */
final class Served implements AutoCloseable {

  static final String KEY = "key-of-the-user";
  static final String OTHER = "key-of-another-owner";
  static final String SECOND = "key-of-a-second-user";
  static final String APPROVER = "key-of-the-approver";
  static final String NAMED_POLICY = "key-with-a-name-that-is-taken";
  static final String ADMIN = "key-of-the-administrator";
  static final String OTHER_ADMIN = "key-of-another-owners-administrator";

  private static final Map<String, Caller> CALLERS =
      Map.of(
          KEY, new Caller("1", "user", new Owner("us"), Role.USER),
          OTHER, new Caller("2", "other", new Owner("them"), Role.USER),
          ADMIN, new Caller("3", "admin", new Owner("us"), Role.ADMIN),
          SECOND, new Caller("4", "second", new Owner("us"), Role.USER),
          APPROVER, new Caller("5", "approver", new Owner("us"), Role.APPROVER),
          NAMED_POLICY, new Caller("6", PendingApprovalState.POLICY, new Owner("us"), Role.ADMIN),
          OTHER_ADMIN, new Caller("7", "theirs", new Owner("them"), Role.ADMIN));

  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeChatModel model = new FakeChatModel(what -> {});
  private final FakeReceiver receiver = new FakeReceiver();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private volatile boolean ticketsOver;
  private final Persistence store;
  private final AgentRuntime runtime;
  private final HttpApi api;

  private Served(Persistence store, HttpSettings settings) {
    this(store, settings, RunnerSettings.DEFAULT);
  }

  private Served(Persistence store, HttpSettings settings, RunnerSettings running) {
    this.store = store;
    runtime =
        AgentRuntime.builder()
            .persistence(store)
            .model(model)
            .agents(BuiltinAgents.enabled(List.of("coder", "ask")))
            .policy(ApprovalMode.READS.document())
            .running(running)
            .webhooks(receiver)
            .build();
    api =
        HttpApi.start(
            new HttpParts(
                runtime,
                new FakeKeys(),
                store.rates(),
                BuiltinAgents.enabled(List.of("coder", "ask")),
                WorkspaceRoots.none(),
                TurnLimits.DEFAULT,
                new HttpParts.Program(
                    new Level(),
                    accept -> new HttpParts.Meters.Reading("text/plain;version=0.0.4", "up 1\n"),
                    "test")),
            settings);
  }

  /** Tickets are the keys in other words; revoked is what a test says. */
  private final class FakeKeys implements HttpParts.Keys {
    @Override
    public Optional<Caller> caller(String key) {
      return Optional.ofNullable(CALLERS.get(key)).filter(this::isValid);
    }

    @Override
    public Optional<String> ticket(Caller caller, Instant until) {
      return Optional.of(caller.key() + "-" + until.getEpochSecond());
    }

    @Override
    public Optional<Caller> holder(String ticket, Instant now) {
      return CALLERS.values().stream()
          .filter(caller -> !ticketsOver && ticket.startsWith(caller.key() + "-"))
          .filter(this::isValid)
          .filter(caller -> Long.parseLong(ticket.substring(2)) > now.getEpochSecond())
          .findFirst();
    }

    @Override
    public boolean isValid(Caller caller) {
      return !revoked.contains(caller.key());
    }
  }

  /** From now on no ticket opens anything. */
  void endTheTickets() {
    ticketsOver = true;
  }

  /** From now on the user's key opens nothing. */
  void revokeTheUsersKey() {
    revoked.add("1");
  }

  /** A level that changes nothing. */
  static final class Level implements HttpParts.LogLevel {
    private volatile String level = "info";

    @Override
    public String get() {
      return level;
    }

    @Override
    public void set(String wanted) {
      level = wanted;
    }
  }

  static Served inMemory() {
    return new Served(new InMemoryPersistence(), HttpSettings.onLoopback(0));
  }

  /** Over a store of the test's own. */
  static Served over(Persistence store) {
    return new Served(store, unlimited(Set.of()));
  }

  static Served inMemory(HttpSettings settings) {
    return new Served(new InMemoryPersistence(), settings);
  }

  /** Without limits that a test with many requests would meet. */
  static Served unlimited() {
    return inMemory(unlimited(Set.of()));
  }

  /** Without such limits; this page may call. */
  static Served lenient(String origin) {
    return inMemory(unlimited(Set.of(origin)));
  }

  /** Without such limits, and with nobody who runs turns: nothing happens by itself. */
  static Served withoutRunner() {
    return new Served(
        new InMemoryPersistence(),
        unlimited(Set.of()),
        new RunnerSettings(LeaseTerms.DEFAULT, session -> false, Optional.empty()));
  }

  private static HttpSettings unlimited(Set<String> origins) {
    HttpSettings.Bounds usual = HttpSettings.Bounds.DEFAULT;
    return new HttpSettings(
        "127.0.0.1",
        0,
        false,
        new HttpSettings.Guards(Set.of(), origins),
        new HttpSettings.Bounds(
            usual.body(),
            usual.headers(),
            usual.connections(),
            usual.streams(),
            1_000_000_000,
            1_000_000_000,
            usual.patience(),
            usual.heartbeat()));
  }

  FakeChatModel model() {
    return model;
  }

  /** What receivers of webhooks get. */
  FakeReceiver receiver() {
    return receiver;
  }

  AgentRuntime runtime() {
    return runtime;
  }

  HttpApi api() {
    return api;
  }

  /** Method and path of every route, as the router itself tells them. */
  List<String> routes() {
    return api.routes();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + api.port() + path);
  }

  /** A request with the user's key. */
  HttpRequest.Builder request(String path) {
    return as(KEY, path);
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  Answer send(HttpRequest.Builder request) {
    Answer answer = Answer.of(exchange(request.build(), HttpResponse.BodyHandlers.ofString()));
    answer.check();
    return answer;
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) {
    try {
      return client.send(request, body);
    } catch (IOException e) {
      throw new AssertionError("no answer to " + request, e);
    } catch (InterruptedException e) {
      throw new AssertionError("the test was interrupted", e);
    }
  }

  /** Opens a stream. */
  SseReader stream(String path, UnaryOperator<HttpRequest.Builder> change) {
    HttpRequest request = change.apply(request(path).header("Accept", "text/event-stream")).build();
    return new SseReader(exchange(request, HttpResponse.BodyHandlers.ofInputStream()));
  }

  /** Decides an approval with the user's key. */
  Answer decide(JsonObject approval, String rest) {
    return decide(KEY, approval, rest);
  }

  /**
   * Decides an approval.
   *
   * @param rest the members beside the digest
   */
  Answer decide(String key, JsonObject approval, String rest) {
    return put(
        key,
        "/api/v1/approvals/" + approval.string("id").orElseThrow() + "/decision",
        "{\"digest\":\"" + approval.string("digest").orElseThrow() + "\"," + rest + "}");
  }

  Answer put(String key, String path, String json, String... headers) {
    HttpRequest.Builder request =
        as(key, path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  /** A request with somebody's key. */
  HttpRequest.Builder as(String key, String path) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + key);
  }

  /** Lets a model ask for a command in a session; the approval, which is pending. */
  JsonObject asked(String session, String command) {
    model.thenReplies(
        "",
        FakeChatModel.call(
            "execute_command", JsonObject.builder().put("command", command).build().canonical()));
    try (SseReader turn =
        stream(
            session + "/messages",
            request ->
                request
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"content\":\"go\"}")))) {
      turn.all();
    }
    String id = session.substring(session.lastIndexOf('/') + 1);
    return (JsonObject)
        get("/api/v1/approvals?status=pending&session_id=" + id).json().array("data").getFirst();
  }

  /** Grants a command with that scope, in a session of its own; the id of the grant. */
  String grant(String scope) {
    JsonObject approval = asked(session("{\"agent\":\"coder\"}"), "make");
    decide(ADMIN, approval, "\"decision\":\"approve\",\"scope\":\"" + scope + "\"");
    return ((JsonObject) get("/api/v1/approval-grants").json().array("data").getFirst())
        .string("id")
        .orElseThrow();
  }

  /** Has events sent by a webhook; its id. */
  String webhook(String types) {
    return send(as(ADMIN, "/api/v1/webhooks")
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"url\":\"https://hooks.example/in\",\"types\":" + types + "}")))
        .json()
        .string("id")
        .orElseThrow();
  }

  /** Makes a session and gives its path. */
  String session(String json) {
    Answer made = post("/api/v1/sessions", json);
    if (made.status() != 201) {
      throw new AssertionError("no session: " + made);
    }
    return made.header("Location").orElseThrow();
  }

  /** An answer; the document describes it, or the test fails. */
  record Answer(HttpRequest request, int status, Map<String, List<String>> headers, String text) {

    static Answer of(HttpResponse<String> response) {
      return new Answer(
          response.request(), response.statusCode(), response.headers().map(), response.body());
    }

    private void check() {
      ResponseContract.shipped()
          .check(
              request.method(),
              request.uri().getPath(),
              status,
              firsts(headers),
              Optional.of(text));
    }

    /** The first value of each header. */
    static Map<String, String> firsts(Map<String, List<String>> headers) {
      return headers.entrySet().stream()
          .collect(
              Collectors.toMap(
                  entry -> entry.getKey().toLowerCase(Locale.ROOT),
                  entry -> entry.getValue().getFirst()));
    }

    JsonObject json() {
      return JsonText.readObject(text);
    }

    Optional<String> header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
    }
  }

  @Override
  public void close() {
    api.close();
    runtime.close();
    // A test's own store may be one that fails.
    if (store instanceof InMemoryPersistence) {
      Invariants.checkAll(store);
    }
  }
}
