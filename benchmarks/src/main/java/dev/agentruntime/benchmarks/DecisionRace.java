package dev.agentruntime.benchmarks;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState.Rejected;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.SessionId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two processes decide the same requests at the same time, each otherwise than the other one. Of
 * every request exactly one decision must count, and both must know which.
 */
public final class DecisionRace {

  private static final int BATCH = 10_000;
  private static final List<String> NAMES = List.of("ann", "bob");

  private DecisionRace() {}

  /** How a race ended. */
  record Result(int decisions, int twice, int lost, int wonByFirst) {

    static final Result NONE = new Result(0, 0, 0, 0);

    Result plus(Result other) {
      return new Result(
          decisions + other.decisions,
          twice + other.twice,
          lost + other.lost,
          wonByFirst + other.wonByFirst);
    }

    boolean isClean() {
      return twice == 0 && lost == 0;
    }
  }

  /** A request that stands alone and waits. */
  static Approval ask(AgentRuntime runtime) {
    return ask(runtime, Optional.empty());
  }

  /** A request that waits, in a session or alone. */
  static Approval ask(AgentRuntime runtime, Optional<SessionId> session) {
    return ask(runtime, session, JsonObject.empty());
  }

  /** A request that waits, with these details. */
  static Approval ask(AgentRuntime runtime, Optional<SessionId> session, JsonObject details) {
    ApprovalId id =
        runtime.request(
            new RequestApproval(
                Owner.LOCAL,
                session,
                new RequestApproval.Wanted(new ApprovalType("trip"), "to the sea", details),
                new Petition(Optional.empty(), Optional.empty(), Optional.empty())));
    return runtime.get(new GetApproval(Owner.LOCAL, id)).approval();
  }

  /**
   * Races until the report tells of as many decisions as wanted; what it tells already is not done
   * again.
   *
   * @param args the kind of database, how many decisions, and the report
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    String kind = args[0];
    int wanted = Integer.parseInt(args[1]);
    Path report = Path.of(args[2]);
    int done = done(report, kind);
    boolean clean = true;
    while (done < wanted && clean) {
      Result result = race(kind, Math.min(BATCH, wanted - done));
      clean = result.isClean();
      done += result.decisions();
      Files.writeString(
          report,
          "| %s | %s | %d | %d | %d | %d |%n"
              .formatted(
                  LocalDate.now(ZoneOffset.UTC),
                  kind,
                  result.decisions(),
                  result.wonByFirst(),
                  result.twice(),
                  result.lost()),
          StandardOpenOption.APPEND);
    }
    System.out.println(done + " decisions raced on " + kind + (clean ? "" : ", and some wrong"));
    System.exit(clean ? 0 : 1);
  }

  private static int done(Path report, String kind) throws IOException {
    return Files.readAllLines(report).stream()
        .map(line -> line.split("\\|", -1))
        .filter(cells -> cells.length > 3 && cells[2].strip().equals(kind))
        .mapToInt(cells -> Integer.parseInt(cells[3].strip()))
        .sum();
  }

  /** Races on an empty database of that kind. */
  static Result race(String kind, int decisions) throws IOException, InterruptedException {
    try (BenchmarkDatabase database = BenchmarkDatabase.open(kind);
        AgentRuntime runtime = BenchmarkDatabase.runtimeOn(database.url())) {
      List<Approval> asked = new ArrayList<>();
      for (int i = 0; i < decisions; i++) {
        asked.add(ask(runtime));
      }
      List<List<String>> told = run(database, asked);
      Result result = Result.NONE;
      for (int i = 0; i < decisions; i++) {
        boolean first = told.get(0).get(i).equals(DecisionRacer.WON);
        boolean second = told.get(1).get(i).equals(DecisionRacer.WON);
        result = result.plus(judge(runtime, asked.get(i), first, second));
      }
      return result;
    }
  }

  /** What is recorded, compared with what the racers were told. */
  private static Result judge(AgentRuntime runtime, Approval asked, boolean first, boolean second) {
    ApprovalView view = runtime.get(new GetApproval(Owner.LOCAL, asked.id()));
    String winner = view.approval().state() instanceof Rejected by ? by.by() : "";
    boolean twice = first && second;
    boolean agrees = first ? winner.equals(NAMES.get(0)) : second && winner.equals(NAMES.get(1));
    return new Result(1, twice ? 1 : 0, agrees ? 0 : 1, first ? 1 : 0);
  }

  /** Each request goes to all racers at once, and the next one when all of them have answered. */
  private static List<List<String>> run(BenchmarkDatabase database, List<Approval> asked)
      throws IOException, InterruptedException {
    var racers = new ArrayList<Racer>();
    try {
      for (String name : NAMES) {
        racers.add(Racer.of(start(database, name)));
      }
      for (Approval approval : asked) {
        for (Racer racer : racers) {
          racer.send(approval);
        }
        for (Racer racer : racers) {
          racer.told().add(racer.line());
        }
      }
      for (Racer racer : racers) {
        racer.end();
      }
      return racers.stream().map(Racer::told).toList();
    } finally {
      racers.forEach(racer -> racer.process().destroyForcibly());
    }
  }

  /** A process in the race, with what it told so far. */
  private record Racer(Process process, BufferedReader output, Writer input, List<String> told) {

    static Racer of(Process process) throws IOException {
      var racer =
          new Racer(
              process,
              process.inputReader(StandardCharsets.UTF_8),
              process.outputWriter(StandardCharsets.UTF_8),
              new ArrayList<>());
      String first = racer.line();
      if (!first.equals("ready")) {
        throw new IOException("a racer did not start: " + first);
      }
      return racer;
    }

    void send(Approval approval) throws IOException {
      input.write(approval.id() + " " + approval.digest().hex() + "\n");
      input.flush();
    }

    String line() throws IOException {
      String line = output.readLine();
      if (line == null) {
        throw new IOException("a racer ended in the middle of the race");
      }
      return line;
    }

    void end() throws IOException, InterruptedException {
      input.close();
      if (process.waitFor() != 0) {
        throw new IOException("a racer ended with status " + process.exitValue());
      }
    }
  }

  private static Process start(BenchmarkDatabase database, String name) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            DecisionRacer.class.getName(),
            name);
    builder.environment().put("DATABASE_URL", database.url());
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
