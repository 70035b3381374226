import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Three servers on one database and many sessions with them, while something happens to the servers
 * all the time. In the end everything has to be as if nothing had.
 */
final class Chaos {

  /** From a fault to the next event of a session that it hit. */
  private static final Duration BAR = World.LEASE.plusSeconds(5);

  /** Twice the lease, and what a turn takes. */
  private static final Duration SETTLING = World.LEASE.multipliedBy(2).plusSeconds(30);

  private final World world;
  private final Findings findings = new Findings();
  private final List<Instance> instances = new ArrayList<>();
  private final List<Talk> talks = new ArrayList<>();
  private final Api api;
  private final Commands commands;

  private Chaos(World world) {
    this.world = world;
    this.commands = new Commands(world, findings);
    this.api = new Api(instances, findings, world.cuts());
  }

  public static void main(String[] arguments) throws IOException {
    var chaos = new Chaos(World.of(System.getenv()));
    Runtime.getRuntime().addShutdownHook(new Thread(chaos::end));
    System.exit(chaos.run() ? 0 : 1);
  }

  private void end() {
    instances.forEach(Instance::end);
  }

  private boolean run() throws IOException {
    Files.createDirectories(world.workspaces());
    for (int i = 0; i < world.places().size(); i++) {
      instances.add(new Instance(world, i));
      instances.getLast().start();
    }
    Instant begun = Instant.now();
    Instant last = begun.plus(world.time());
    var ledger = new Reader(api, findings, new Random(world.seed()), "/events", event -> {});
    Thread.ofPlatform().daemon().start(ledger);
    var nemesis = new Nemesis(world, instances, findings, last);
    Thread harm = Thread.ofPlatform().daemon().start(nemesis);
    List<Thread> users = talk(begun, last);
    users.forEach(Chaos::join);
    join(harm);
    settle(ledger);
    return judge(nemesis, ledger);
  }

  private List<Thread> talk(Instant begun, Instant last) {
    var random = new Random(world.seed());
    var users = new ArrayList<Thread>();
    for (int i = 1; i <= world.sessions(); i++) {
      var start = begun.plusMillis((long) (random.nextDouble() * 0.85 * world.time().toMillis()));
      var schedule = new Talk.Schedule(start, last, last.plus(SETTLING));
      var talk = new Talk(i, new Random(random.nextLong()), world, api, findings, schedule);
      talks.add(talk);
      users.add(Thread.ofPlatform().daemon().name(talk.name()).start(talk));
    }
    return users;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the streams come to the end of the log. */
  private void settle(Reader ledger) {
    for (int i = 0; i < 60 && ledger.seen().size() < events(); i++) {
      World.pause(Duration.ofSeconds(1));
    }
    World.pause(Duration.ofSeconds(3));
  }

  private long events() {
    return (Long) world.database().ask("SELECT count(*) FROM events").getFirst().getFirst();
  }

  private boolean judge(Nemesis nemesis, Reader ledger) throws IOException {
    long events = 0;
    for (Talk talk : talks) {
      if (!talk.session().isEmpty()) {
        events += new Verdict(talk, findings).judge(api, world.logs());
      }
      if (!talk.isDone()) {
        System.out.println(talk.name() + " (" + talk.session() + "): " + talk.trouble());
      }
    }
    findings.require(events == events(), "the logs have " + events + " events, not " + events());
    ledger(ledger, events);
    rows();
    model();
    System.out.println("audit verify: " + commands.say("audit", "verify").strip());
    replay();
    Map<String, List<Long>> recoveries = recoveries(nemesis);
    recoveries.forEach(this::tell);
    List<Long> all = recoveries.values().stream().flatMap(List::stream).sorted().toList();
    tell("all", all);
    gate(all);
    summary(all);
    return findings.violations().isEmpty();
  }

  /** The stream over all sessions: each event once, and each session's in its order. */
  private void ledger(Reader ledger, long events) {
    var positions = new HashMap<String, Long>();
    for (Reader.Event event : ledger.seen()) {
      long before = positions.getOrDefault(event.session(), 0L);
      findings.require(
          event.position() == before + 1,
          "the stream of all told %d of %s behind %d"
              .formatted(event.position(), event.session(), before));
      positions.put(event.session(), event.position());
    }
    findings.require(
        ledger.seen().size() == events,
        "the stream of all told %d of %d events".formatted(ledger.seen().size(), events));
  }

  /** No session is in nobody's hands with something to do, and rows agree with the log. */
  private void rows() {
    world
        .database()
        .ask(
            "SELECT id, status, lease_owner IS NULL FROM sessions WHERE runnable AND"
                + " (lease_owner IS NULL OR lease_expires_at <="
                + " extract(epoch FROM clock_timestamp()) * 1000)")
        .forEach(row -> findings.violation("runs and has no lease: " + row));
    world
        .database()
        .ask(
            "SELECT s.id, s.last_position, count(e.id), max(e.position) FROM sessions s"
                + " LEFT JOIN events e ON e.session_id = s.id GROUP BY s.id, s.last_position"
                + " HAVING s.last_position <> count(e.id) OR max(e.position) <> count(e.id)")
        .forEach(row -> findings.violation("rows and log differ: " + row));
  }

  private void model() throws IOException {
    try {
      Object seen =
          Json.read(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(URI.create(world.model() + "/seen")).build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body());
      System.out.println(
          "the model: %d requests, %d faults of its own"
              .formatted(Json.number(seen, "requests"), Json.number(seen, "faults")));
      Json.list(seen, "unpaired").forEach(what -> findings.violation("the model saw " + what));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The newest logs give the rows that there are. */
  private void replay() throws IOException {
    String said = commands.say("doctor", "--format", "json");
    String level =
        Json.list(Map.of("checks", Json.read(said)), "checks").stream()
            .filter(check -> Json.text(check, "name").equals("replay"))
            .map(check -> Json.text(check, "level") + ": " + Json.text(check, "finding"))
            .findFirst()
            .orElse("not looked at");
    System.out.println("doctor: " + level);
    findings.require(level.startsWith("ok"), "the replay of logs is " + level);
  }

  /** How long it took from each hit until the session went on, by the kind of fault. */
  private Map<String, List<Long>> recoveries(Nemesis nemesis) {
    var times = new HashMap<String, TreeMap<Long, Long>>();
    for (List<Object> row : world.database().ask("SELECT session_id, position, at FROM events")) {
      times
          .computeIfAbsent((String) row.get(0), id -> new TreeMap<>())
          .put((Long) row.get(1), (Long) row.get(2));
    }
    var recoveries = new TreeMap<String, List<Long>>();
    for (Nemesis.Hit hit : nemesis.hits()) {
      // What was on its way when the fault came is no recovery.
      times.get(hit.session()).tailMap(hit.position(), false).entrySet().stream()
          .filter(event -> event.getValue() > hit.at())
          .findFirst()
          .ifPresent(
              next -> {
                long time = next.getValue() - hit.at();
                recoveries.computeIfAbsent(hit.kind(), kind -> new ArrayList<>()).add(time);
                if (time > BAR.toMillis()) {
                  System.out.println(
                      "slow: %s s after %s at %s, event %d of session %s"
                          .formatted(
                              seconds(time),
                              hit.kind(),
                              Instant.ofEpochMilli(hit.at()),
                              next.getKey(),
                              hit.session()));
                }
              });
    }
    return recoveries;
  }

  private void tell(String kind, List<Long> recoveries) {
    System.out.println(
        "recovery after %s: %d, median %s s, p95 %s s, longest %s s"
            .formatted(
                kind,
                recoveries.size(),
                seconds(share(recoveries, 0.5)),
                seconds(share(recoveries, 0.95)),
                seconds(share(recoveries, 1))));
  }

  private static long share(List<Long> times, double share) {
    return times.isEmpty()
        ? 0
        : times.stream().sorted().toList().get((int) Math.ceil(times.size() * share) - 1);
  }

  private static String seconds(long millis) {
    return "%.1f".formatted(millis / 1000.0);
  }

  /** So much has to have happened for the rest to mean anything. */
  private void gate(List<Long> recoveries) {
    long done = talks.stream().filter(Talk::isDone).count();
    findings.require(
        done >= 0.95 * talks.size(), "only " + done + " of " + talks.size() + " sessions are done");
    long turns = findings.counted("turns completed");
    findings.require(turns >= talks.size(), "only " + turns + " turns were completed");
    for (String effects : List.of("effects of clients", "effects on the folder")) {
      findings.require(
          findings.counted(effects) >= talks.size() / 4,
          "only " + findings.counted(effects) + " " + effects);
    }
    long least = Math.max(1, world.time().toSeconds() / 100);
    for (String kind : world.kinds()) {
      long hit = findings.counted("faults " + kind + " that hit");
      findings.require(hit >= least, "only " + hit + " faults (" + kind + ") hit a session");
    }
    findings.require(recoveries.size() >= least, "only " + recoveries.size() + " recoveries");
    findings.require(
        share(recoveries, 0.5) <= BAR.toMillis(),
        "half of the recoveries took longer than " + BAR.toSeconds() + " s");
    findings.require(
        findings.counted("requests answered") >= findings.counted("requests") / 4,
        "hardly any request was answered");
  }

  private void summary(List<Long> recoveries) throws IOException {
    findings.counts().forEach((what, n) -> System.out.println(what + ": " + n));
    long done = talks.stream().filter(Talk::isDone).count();
    String faults =
        world.kinds().stream()
            .map(kind -> kind + " " + findings.counted("faults " + kind))
            .collect(Collectors.joining(", "));
    String result =
        findings.violations().isEmpty() ? "right" : findings.violations().size() + " violations";
    System.out.println(
        "chaos: %d of %d sessions, %d turns; %s; %s"
            .formatted(done, talks.size(), findings.counted("turns completed"), faults, result));
    Files.writeString(
        world.logs().resolve("row"),
        "%s | %d s | %d | %d of %d | %d | %s | %d | %s s | %s s | %s s | %s"
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                world.time().toSeconds(),
                world.seed(),
                done,
                talks.size(),
                findings.counted("turns completed"),
                faults,
                recoveries.size(),
                seconds(share(recoveries, 0.5)),
                seconds(share(recoveries, 0.95)),
                seconds(share(recoveries, 1)),
                result));
    Path file = world.logs().resolve("violations");
    Files.write(file, findings.violations());
  }
}
