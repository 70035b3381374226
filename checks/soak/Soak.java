import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * One server and users who begin one session after the other, have it do something, look whether
 * its log is right, and delete it. What the server holds when they are gone is what it held before.
 */
final class Soak {

  private static final Duration WARM_UP = Duration.ofMinutes(3);

  /** A user's connections fall silent and are closed. */
  private static final Duration REST = Duration.ofSeconds(75);

  private static final Duration PATIENCE = World.LEASE.multipliedBy(2).plusSeconds(60);
  private static final int SAMPLES = 60;

  /** So many samples apart what is deleted is removed for good. */
  private static final int BETWEEN_REMOVALS = 10;

  /** MiB an hour, and MiB that caches may differ by. */
  private static final double BEARABLE_GROWTH = 1;

  private static final double BEARABLE_DIFFERENCE = 5;

  private final World world;
  private final Findings findings = new Findings();
  private final Instance server;
  private final Api api;
  private final Random random;
  private final Commands commands;
  private final AtomicInteger sessions = new AtomicInteger();
  private final List<Sample> samples = new ArrayList<>();
  private Instant begun = Instant.now();

  private Soak(World world) {
    this.world = world;
    this.server = new Instance(world, 0);
    this.api = new Api(List.of(server), findings, world.cuts());
    this.random = new Random(world.seed());
    this.commands = new Commands(world, findings);
  }

  public static void main(String[] arguments) throws IOException {
    var soak = new Soak(World.of(System.getenv()));
    Runtime.getRuntime().addShutdownHook(new Thread(soak.server::end));
    System.exit(soak.run() ? 0 : 1);
  }

  private boolean run() throws IOException {
    Files.createDirectories(world.workspaces());
    server.start();
    Duration warmUp =
        WARM_UP.compareTo(world.time().dividedBy(5)) < 0 ? WARM_UP : world.time().dividedBy(5);
    load(warmUp, false);
    Sample before = sample(-1);
    keepHistogram("before");
    begun = Instant.now();
    load(world.time(), true);
    List<Sample> loaded = List.copyOf(samples.subList(1, samples.size()));
    Sample after = sample(Duration.between(begun, Instant.now()).toSeconds());
    keepHistogram("after");
    judge(before, loaded, after);
    return findings.violations().isEmpty();
  }

  /** For whoever looks for what grew. */
  private void keepHistogram(String when) throws IOException {
    Files.writeString(
        world.logs().resolve("heap-" + when + ".txt"), Sample.histogram(server, world));
  }

  private Sample sample(long second) {
    Sample sample = Sample.of(server, world, second, findings.counted("turns completed"));
    samples.add(sample);
    System.out.println(Instant.now() + " " + sample.line());
    return sample;
  }

  /** Users for so long, and then nobody until nothing is left of them. */
  private void load(Duration time, boolean measured) throws IOException {
    Instant last = Instant.now().plus(time);
    List<Thread> users = new ArrayList<>();
    for (int i = 0; i < world.sessions(); i++) {
      var user = new Random(random.nextLong());
      users.add(Thread.ofPlatform().daemon().start(() -> use(user, last)));
    }
    Thread harm = Thread.ofPlatform().daemon().start(() -> harm(last));
    Duration pause = time.dividedBy(SAMPLES);
    for (int i = 1; measured && Instant.now().plus(pause).isBefore(last); i++) {
      World.pause(pause);
      sample(Duration.between(begun, Instant.now()).toSeconds());
      if (i % BETWEEN_REMOVALS == 0) {
        remove();
      }
    }
    users.forEach(Soak::join);
    join(harm);
    World.pause(REST);
    remove();
  }

  private void remove() throws IOException {
    System.out.println(
        Instant.now()
            + " "
            + commands.say("sessions", "clean-up", "--older-than", "1s", "--yes").strip());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Now and then a connection to the database is lost. */
  private void harm(Instant last) {
    var chance = new Random(world.seed());
    while (Instant.now().isBefore(last)) {
      findings.count("connections ended", server.terminateBackends(1));
      World.pause(Duration.ofMillis(10_000 + chance.nextInt(40_000)));
    }
  }

  private void use(Random user, Instant last) {
    while (Instant.now().isBefore(last)) {
      try {
        oneSession(user, last);
      } catch (IOException | RuntimeException e) {
        findings.violation("a user: " + e);
      }
    }
  }

  private void oneSession(Random user, Instant last) throws IOException {
    var schedule = new Talk.Schedule(Instant.now(), last, last.plus(PATIENCE));
    var talk =
        new Talk(
            sessions.incrementAndGet(),
            new Random(user.nextLong()),
            world,
            api,
            findings,
            schedule);
    talk.run();
    if (talk.session().isEmpty()) {
      findings.violation(talk.name() + " did not begin: " + talk.trouble());
      return;
    }
    findings.require(talk.isDone(), talk.name() + ": " + talk.trouble());
    close(user, talk.session());
    settle(talk, user);
    int bad = findings.violations().size();
    new Verdict(talk, findings).judge(api, world.logs());
    talk.reader().stop();
    Api.Answer deleted = api.ask(user, "DELETE", "/sessions/" + talk.session(), null, "");
    // The answer to the first attempt may have been lost.
    findings.require(
        deleted.isOk() || deleted.status() == 404, talk.name() + " cannot be deleted: " + deleted);
    if (findings.violations().size() == bad) {
      forget(world.logs().resolve(talk.name() + ".jsonl"));
      forget(talk.folder());
    }
    findings.count("sessions");
  }

  private void close(Random user, String session) {
    api.ask(user, "POST", "/sessions/" + session + "/close", Map.of(), "close " + session);
  }

  /** Lets the stream come to the end of the log. */
  private void settle(Talk talk, Random user) {
    for (int i = 0; i < 120; i++) {
      Object now = api.get(user, "/sessions/" + talk.session()).body();
      if (talk.reader().seen().size() >= Json.number(now, "position")) {
        return;
      }
      World.pause(Duration.ofMillis(250));
    }
  }

  private static void forget(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> all = Files.walk(path)) {
        for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }

  private void judge(Sample before, List<Sample> loaded, Sample after) throws IOException {
    Trend heap = Trend.of(loaded, Sample::heap);
    findings.require(
        heap.isFlat(BEARABLE_GROWTH),
        "the heap grows by %.1f MiB an hour (%.1f to %.1f)"
            .formatted(heap.slope(), heap.least(), heap.most()));
    same("heap", before, after, Sample::heap, BEARABLE_DIFFERENCE);
    // The pools of the virtual machine and of the connections grow to what they were at most.
    same("threads", before, after, Sample::threads, 4);
    same("descriptors", before, after, Sample::descriptors, 10);
    same("connections", before, after, Sample::connections, 9);
    findings.require(after.rows() == 0, after.rows() + " rows of sessions are left");
    long turns = findings.counted("turns completed");
    long enough = world.time().toSeconds() * world.sessions() / 60;
    findings.require(turns >= enough, "only " + turns + " turns were completed, not " + enough);
    for (String fault : List.of("requests cut", "streams cut", "connections ended")) {
      findings.require(findings.counted(fault) > 0, "no " + fault);
    }
    findings.counts().forEach((what, n) -> System.out.println(what + ": " + n));
    report(before, heap, after);
  }

  /** What is there afterwards is what was there before, or hardly more. */
  private void same(
      String what, Sample before, Sample after, ToDoubleFunction<Sample> value, double bearable) {
    double had = value.applyAsDouble(before);
    double has = value.applyAsDouble(after);
    findings.require(
        has <= had + bearable, "%s: %.0f before, %.0f after".formatted(what, had, has));
  }

  private void report(Sample before, Trend heap, Sample after) throws IOException {
    String result =
        findings.violations().isEmpty() ? "right" : findings.violations().size() + " violations";
    long faults =
        Stream.of("requests cut", "streams cut", "connections ended")
            .mapToLong(findings::counted)
            .sum();
    String row =
        "%s | %d s | %d | %d | %d | %d | %.1f → %.1f MiB | %+.2f MiB/h (%+.2f to %+.2f) | %d → %d | %d → %d | %d → %d | %d | %s"
            .formatted(
                LocalDate.now(ZoneOffset.UTC),
                world.time().toSeconds(),
                world.seed(),
                findings.counted("sessions"),
                findings.counted("turns completed"),
                faults,
                before.heap(),
                after.heap(),
                heap.slope(),
                heap.least(),
                heap.most(),
                before.threads(),
                after.threads(),
                before.descriptors(),
                after.descriptors(),
                before.connections(),
                after.connections(),
                after.rows(),
                result);
    System.out.println("soak: " + row);
    Files.writeString(world.logs().resolve("row"), row);
    Files.write(world.logs().resolve("samples.tsv"), samples.stream().map(Sample::line).toList());
    Files.writeString(
        world.logs().resolve("soak.svg"),
        Plot.svg(
            samples,
            "%d users for %d minutes, with faults; %s"
                .formatted(
                    world.sessions(), world.time().toMinutes(), LocalDate.now(ZoneOffset.UTC))));
    Files.write(world.logs().resolve("violations"), findings.violations());
  }
}
