import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One session with its user, who is the editor and the person who decides as well: says something,
 * executes what the session asks for, decides, and keeps a record of what was done and of what the
 * servers said yes to. Everything goes to any instance, some of it to two.
 */
final class Talk implements Runnable {

  private static final int ATTEMPTS = 8;
  private static final Duration QUIET = Duration.ofSeconds(4);
  private static final Set<String> PASSING = Set.of("unavailable", "timeout", "cut");

  private final String name;
  private final boolean onHost;
  private final World world;
  private final Api api;
  private final Findings findings;
  private final Random random;
  private final Schedule schedule;
  private final LinkedBlockingQueue<Reader.Event> inbox = new LinkedBlockingQueue<>();

  private final List<Said> said = new CopyOnWriteArrayList<>();
  private final Map<String, Set<String>> effects = new ConcurrentHashMap<>();
  private final Map<String, Object> results = new ConcurrentHashMap<>();
  private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
  private volatile String session = "";
  private volatile Reader reader;
  private volatile String trouble = "";
  private volatile boolean done;

  /** When it begins, when nothing new is said, and when all has to be over. */
  record Schedule(Instant start, Instant last, Instant over) {}

  /**
   * A message that was accepted.
   *
   * @param turn which it began
   * @param outcome of the turn
   */
  record Said(Plan plan, String turn, String outcome) {}

  /**
   * What was decided, and whether a server said yes.
   *
   * @param call which it is about
   * @param raced whether the opposite was sent at the same time
   */
  record Decision(String call, String decision, boolean raced, boolean accepted) {}

  Talk(int number, Random random, World world, Api api, Findings findings, Schedule schedule) {
    this.name = "s%03d".formatted(number);
    this.random = random;
    this.onHost = number % 4 == 0;
    this.world = world;
    this.api = api;
    this.findings = findings;
    this.schedule = schedule;
  }

  String name() {
    return name;
  }

  String session() {
    return session;
  }

  List<Said> said() {
    return said;
  }

  /** What this client executed: each effect with the calls that asked for it. */
  Map<String, Set<String>> effects() {
    return effects;
  }

  /** The results that were accepted, by call. */
  Map<String, Object> results() {
    return results;
  }

  /** The decisions by approval. */
  Map<String, Decision> decisions() {
    return decisions;
  }

  Reader reader() {
    return reader;
  }

  boolean isOnHost() {
    return onHost;
  }

  Path folder() {
    return world.workspaces().resolve(name);
  }

  /** Whether everything that was said came to its planned end. */
  boolean isDone() {
    return done;
  }

  /** Why it is not done. */
  String trouble() {
    return trouble;
  }

  @Override
  public void run() {
    try {
      Duration wait = Duration.between(Instant.now(), schedule.start());
      World.pause(wait.isPositive() ? wait : Duration.ZERO);
      begin();
      int turns = 2 + random.nextInt(4);
      for (int turn = 1; turn <= turns && Instant.now().isBefore(schedule.last()); turn++) {
        turn(turn, turn == turns && random.nextInt(30) == 0);
        World.pause(Duration.ofMillis(random.nextInt(3000)));
      }
      done = true;
    } catch (RuntimeException e) {
      trouble = String.valueOf(e.getMessage());
    }
  }

  private void begin() {
    var body = new LinkedHashMap<String, Object>(Map.of("title", name, "agent", "coder"));
    if (onHost) {
      makeFolder();
      body.put("tool_execution", "workspace");
      body.put("workspace", folder().toString());
    } else {
      body.put("client_tools", List.of(note()));
    }
    session = Json.text(accepted(post("/sessions", body, name)).body(), "id");
    reader =
        new Reader(
            api,
            findings,
            new Random(random.nextLong()),
            "/sessions/" + session + "/events",
            inbox::add);
    Thread.ofPlatform().daemon().name("reader-" + name).start(reader);
  }

  private static Map<String, Object> note() {
    return Map.of(
        "name",
        "note",
        "description",
        "Takes a note.",
        "side_effect",
        "edit",
        "schema",
        Map.of("type", "object", "properties", Map.of("text", Map.of("type", "string"))));
  }

  private void makeFolder() {
    try {
      Files.createDirectories(folder());
    } catch (IOException e) {
      throw new IllegalStateException("no workspace", e);
    }
  }

  private Api.Answer post(String path, Object body, String key) {
    return api.ask(random, "POST", path, body, key);
  }

  private Api.Answer accepted(Api.Answer answer) {
    if (!answer.isOk()) {
      findings.violation(name + ": refused: " + Json.write(answer.body()));
      throw new IllegalStateException("refused: " + Json.write(answer.body()));
    }
    return answer;
  }

  /** One turn, begun anew where a fault made it fail, as a user would. */
  private void turn(int number, boolean refused) {
    List<Plan.Step> steps = new ArrayList<>(Plan.steps(onHost, random));
    if (refused) {
      steps.add(Plan.Step.REFUSAL);
    }
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      var plan = new Plan("%s.t%d.a%d".formatted(name, number, attempt), steps);
      String outcome = say(plan);
      findings.count("turns " + outcome);
      if (outcome.equals(refused ? "rejected" : "completed")) {
        return;
      }
      if (!PASSING.contains(outcome)) {
        findings.violation(name + " (" + session + "): " + plan.key() + " ended as " + outcome);
        throw new IllegalStateException("the turn ended as " + outcome);
      }
      World.pause(Duration.ofMillis(500));
    }
    throw new IllegalStateException("no attempt of turn " + number + " was completed");
  }

  private String say(Plan plan) {
    String path = "/sessions/" + session + "/messages";
    var body = Map.of("content", plan.text());
    var again = new AtomicReference<Object>();
    Optional<Thread> twin = twin(() -> again.set(accepted(post(path, body, plan.key())).body()));
    Object answer = accepted(post(path, body, plan.key())).body();
    twin.ifPresent(
        thread -> {
          join(thread);
          findings.require(
              answer.equals(again.get()), name + ": two answers to one message, " + plan.key());
        });
    String turn = Json.text(answer, "turn_id");
    String outcome = follow(turn);
    said.add(new Said(plan, turn, outcome));
    return outcome;
  }

  /** Now and then the same is sent a second time at the same time. */
  private Optional<Thread> twin(Runnable twin) {
    return random.nextInt(8) == 0
        ? Optional.of(Thread.ofPlatform().daemon().start(twin))
        : Optional.empty();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what the session asks for until the turn is over; how it ended. */
  private String follow(String turn) {
    while (true) {
      Optional<Reader.Event> event = next();
      if (event.isEmpty()) {
        look();
        continue;
      }
      Optional<String> outcome = handle(event.get(), turn);
      if (outcome.isPresent()) {
        return outcome.get();
      }
    }
  }

  private Optional<Reader.Event> next() {
    try {
      if (Instant.now().isAfter(schedule.over())) {
        throw new IllegalStateException("the turn is not over in time");
      }
      return Optional.ofNullable(inbox.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", e);
    }
  }

  private Optional<String> handle(Reader.Event event, String turn) {
    Object data = event.data();
    switch (event.type()) {
      case "tool.execution.requested" -> execute(data);
      case "approval.requested" -> decide(Json.text(data, "approval_id"), data);
      case "turn.completed", "turn.cancelled", "turn.limit_reached" -> {
        return event.turn().equals(turn)
            ? Optional.of(Json.text(data, "outcome"))
            : Optional.empty();
      }
      case "turn.failed" -> {
        return event.turn().equals(turn) ? Optional.of(Json.text(data, "kind")) : Optional.empty();
      }
      default -> {}
    }
    return Optional.empty();
  }

  /** What an editor does that comes back: looks what is open. */
  private void look() {
    Object now = api.get(random, "/sessions/" + session).body();
    for (Object call : Json.list(now, "open_calls")) {
      if (Json.text(call, "state").equals("requested")) {
        execute(call);
      }
    }
    String pending = "/approvals?status=pending&session_id=" + session;
    for (Object approval : Json.list(api.get(random, pending).body(), "data")) {
      decide(Json.text(approval, "id"), approval);
    }
  }

  private void execute(Object call) {
    String id = Json.text(call, "call_id");
    if (results.containsKey(id)) {
      return;
    }
    String effect = effect(Json.at(call, "arguments"));
    boolean first = effects.computeIfAbsent(effect, e -> ConcurrentHashMap.newKeySet()).add(id);
    if (first) {
      findings.count("effects of clients");
      World.pause(Duration.ofMillis(random.nextInt(300)));
    }
    String result = "did " + effect + " for " + id;
    String path = "/sessions/" + session + "/tool-results";
    var body =
        Map.of("call_id", id, "digest", Json.text(call, "digest"), "result", (Object) result);
    Optional<Thread> twin = twin(() -> accepted(post(path, body, id)));
    accepted(post(path, body, id));
    twin.ifPresent(Talk::join);
    results.put(id, result);
    if (random.nextInt(20) == 0) {
      contradict(path, body, id);
    }
  }

  /** Another result for a call that has its answer is refused. */
  private void contradict(String path, Map<String, Object> body, String id) {
    var other = new LinkedHashMap<>(body);
    other.put("result", "something else");
    Api.Answer answer = post(path, other, id + " contradicted");
    findings.count("contradictions");
    findings.require(
        answer.status() == 409, name + ": a second result of " + id + " got " + answer.status());
  }

  /** The name of what a call does to the world. */
  static String effect(Object arguments) {
    String command = Json.text(arguments, "command");
    if (!command.isEmpty()) {
      return command.replaceAll(".*echo (\\S+) .*", "$1");
    }
    return (Json.text(arguments, "path") + Json.text(arguments, "text")).replace(".txt", "");
  }

  private void decide(String approval, Object asked) {
    if (decisions.containsKey(approval)) {
      return;
    }
    String call = Json.text(asked, "call_id");
    Object body =
        Json.text(asked, "request_type").equals("recovery")
            ? recovery(asked)
            : decision(asked, random.nextInt(20));
    boolean race = random.nextInt(12) == 0;
    String decision = Json.text(body, "decision");
    var opposite = Map.of("digest", Json.text(asked, "digest"), "decision", "reject");
    Optional<Thread> rival =
        race && decision.equals("approve") && !isRecovery(asked)
            ? Optional.of(
                Thread.ofPlatform().daemon().start(() -> put(approval, call, opposite, true)))
            : Optional.empty();
    put(approval, call, body, rival.isPresent());
    rival.ifPresent(Talk::join);
    if (isRecovery(asked)) {
      findings.count("interrupted commands decided: " + decision);
    }
  }

  private static boolean isRecovery(Object asked) {
    return Json.text(asked, "request_type").equals("recovery");
  }

  private Map<String, Object> decision(Object asked, int choice) {
    String digest = Json.text(asked, "digest");
    String command = Json.text(asked, "details", "arguments", "command");
    if (choice == 0) {
      return Map.of("digest", digest, "decision", "reject", "reason", "not today");
    }
    if (choice < 3 && !command.isEmpty()) {
      return Map.of(
          "digest",
          digest,
          "decision",
          "edit",
          "modifications",
          Map.of("command", command + " # edited"));
    }
    return Map.of("digest", digest, "decision", "approve");
  }

  /** Looks whether what was cut off has happened: done if so, else once more. */
  private Map<String, Object> recovery(Object asked) {
    World.pause(Duration.ofSeconds(2));
    String effect = effect(Json.at(asked, "details", "arguments"));
    String digest = Json.text(asked, "digest");
    return Effects.onDisk(folder()).containsKey(effect)
        ? Map.of("digest", digest, "decision", "edit", "modifications", Map.of("outcome", "done"))
        : Map.of("digest", digest, "decision", "approve");
  }

  private void put(String approval, String call, Object body, boolean raced) {
    Api.Answer answer =
        api.ask(random, "PUT", "/approvals/" + approval + "/decision", body, approval);
    String decision = Json.text(body, "decision");
    if (answer.isOk()) {
      findings.count("decisions accepted");
      Decision before = decisions.put(approval, new Decision(call, decision, raced, true));
      findings.require(
          before == null || !before.accepted(),
          name + ": two decisions on " + approval + " were accepted");
    } else {
      findings.count("decisions that lost");
      decisions.putIfAbsent(approval, new Decision(call, decision, raced, false));
      findings.require(
          raced && answer.code().equals("already_decided"),
          name + ": the decision on " + approval + " got " + Json.write(answer.body()));
    }
  }
}
