package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.turn.RunnerSettings;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.jdbi.JdbiPersistence;
import dev.agentruntime.jdbi.JdbiSettings;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** One scripted session of fifteen calls, run by processes that are killed. */
final class KilledSession {

  /** What a kill hit. */
  enum Kill {
    INSIDE_COMMAND,
    ELSEWHERE,
    /** The program had ended already. */
    TOO_LATE
  }

  private static final int ROUNDS = 5;
  private static final int WAITS_FOR_A_DECISION = 5;
  private static final int HALTED = 137;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String database;
  private final Path workspace;
  private final Path script;
  private final Path folder;
  private final Map<String, Integer> words = new HashMap<>();
  private Optional<SessionId> session = Optional.empty();
  private int starts;
  private int decisions;

  KilledSession(String database, Path folder) throws IOException {
    this.database = database;
    this.folder = folder;
    this.workspace = Files.createDirectories(folder.resolve("workspace"));
    this.script = Files.writeString(folder.resolve("script.yaml"), script());
  }

  /** Five rounds: write a file, run a command that takes a while, read the file. */
  private static String script() {
    var yaml = new StringBuilder("messages: [go]\nreplies:\n");
    for (int i = 1; i <= ROUNDS; i++) {
      yaml.append("  - text: round ").append(i).append('\n').append("    calls:\n");
      yaml.append("      - {tool: write_file, arguments: {path: file-")
          .append(i)
          .append(".txt, content: content ")
          .append(i)
          .append("}}\n");
      yaml.append("  - calls:\n      - {tool: execute_command, arguments: {command: \"")
          .append(command(i))
          .append("\"}}\n");
      yaml.append("  - calls:\n      - {tool: read_file, arguments: {path: file-")
          .append(i)
          .append(".txt}}\n");
    }
    return yaml.append("  - text: all done\n").toString();
  }

  private static String command(int i) {
    return "echo run >> ran-" + i + "; touch running-" + i + "; sleep 0.5; rm running-" + i;
  }

  /** Starts or resumes, and kills while a command runs. */
  Kill killInsideCommand() throws Exception {
    clearMarks();
    Process process = start();
    boolean running = awaitThat(process, () -> !marks().isEmpty());
    return kill(process, running);
  }

  /** Starts or resumes, and kills when the program has told this much. */
  Kill killAfterLines(int lines) throws Exception {
    Process process = start();
    awaitThat(process, () -> told().size() >= lines);
    return kill(process, !marks().isEmpty());
  }

  /**
   * Runs to the end and tells which failpoints were reached, in their order.
   *
   * @param file to write them down in
   */
  List<String> record(Path file) throws Exception {
    assertThat(end(launch(plan("record=" + file)))).as("said: %s", said()).isZero();
    return Files.readAllLines(file);
  }

  /**
   * Starts or resumes, and dies where the plan says.
   *
   * @return whether it did; if not, it came to its end or waits for a person
   */
  boolean haltAt(String failpoint, int hit) throws Exception {
    return end(start(plan("halt=" + failpoint + "@" + hit))) == HALTED;
  }

  private static List<String> plan(String plan) {
    return List.of("-Dagentruntime.failpoints=" + plan);
  }

  private Kill kill(Process process, boolean inside) throws Exception {
    boolean alive = process.isAlive();
    process.destroyForcibly().waitFor();
    if (alive) {
      rememberSession();
      return inside ? Kill.INSIDE_COMMAND : Kill.ELSEWHERE;
    }
    return Kill.TOO_LATE;
  }

  /**
   * Resumes until the session is done; whatever a crash left open is decided by a person in
   * between.
   */
  void finish() throws Exception {
    int exit = end(start());
    for (int tries = 0; exit == WAITS_FOR_A_DECISION && tries < ROUNDS * 4; tries++) {
      exit = end(start());
    }
    assertThat(exit).as("exit code; the program said: %s", said()).isZero();
  }

  private int end(Process process) throws Exception {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    rememberSession();
    return process.exitValue();
  }

  /**
   * What was interrupted inside a command waits for a person: the program says so, and one decides.
   */
  private Process start() throws Exception {
    return start(List.of());
  }

  private Process start(List<String> more) throws Exception {
    if (session.isPresent() && !pending().isEmpty()) {
      Process waiting = launch();
      assertThat(end(waiting)).as("undecided, said: %s", said()).isEqualTo(WAITS_FOR_A_DECISION);
      decideAll();
    }
    return launch(more);
  }

  private Process launch() throws IOException {
    return launch(List.of());
  }

  private Process launch(List<String> more) throws IOException {
    starts++;
    var arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--workspace",
                workspace.toString(),
                "--script",
                script.toString(),
                "--db",
                database,
                "--output-format",
                "stream-json",
                "--approvals",
                "wait"));
    session.ifPresentOrElse(
        id -> arguments.addAll(List.of("-s", id.toString())),
        () -> arguments.addAll(List.of("--approve", "all", "--agent", "coder")));
    List<String> options =
        Stream.concat(more.stream(), PackedClasses.forCommands().stream()).toList();
    ProcessBuilder builder = new Program(folder).builder(options, arguments.toArray(String[]::new));
    builder.environment().put("XDG_CONFIG_HOME", folder.toString());
    // In it a killed program's commands would end at once, and leave their marks.
    builder.environment().put("AGENT_RUNTIME_SANDBOX", "off");
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
        .redirectOutput(out().toFile())
        .redirectError(folder.resolve("err-" + starts).toFile())
        .start();
  }

  private Path out() {
    return folder.resolve("out-" + starts);
  }

  private List<String> told() {
    try {
      return Files.exists(out()) ? Files.readAllLines(out()) : List.of();
    } catch (IOException e) {
      // A line in the middle of being written.
      return List.of();
    }
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("err-" + starts));
  }

  private List<Path> marks() {
    try (Stream<Path> files = Files.list(workspace)) {
      return files.filter(f -> f.getFileName().toString().startsWith("running-")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A killed program's commands go on by themselves; their marks are of the past. */
  private void clearMarks() throws IOException {
    assertThat(awaitThat(Optional.empty(), () -> marks().isEmpty()))
        .as("the commands of killed programs end by themselves")
        .isTrue();
  }

  private static boolean awaitThat(Process process, BooleanSupplier what) {
    return awaitThat(Optional.of(process), what);
  }

  private static boolean awaitThat(Optional<Process> process, BooleanSupplier what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!what.getAsBoolean()) {
      if (process.map(p -> !p.isAlive()).orElse(false) || System.nanoTime() > end) {
        return what.getAsBoolean();
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    return true;
  }

  /** Asks the store, for a killed program may not have come to say which session it made. */
  private void rememberSession() {
    if (session.isEmpty()) {
      session =
          withRuntime(
              runtime ->
                  runtime
                      .list(new ListSessions(Owner.LOCAL, SessionFilter.newest(SessionFilter.MAX)))
                      .items()
                      .stream()
                      .filter(this::isHere)
                      .map(SessionSummary::id)
                      .findFirst());
    }
  }

  private boolean isHere(SessionSummary summary) {
    return summary.runner() instanceof Runner.OnHost host
        && Path.of(host.workspace()).endsWith(folder.getFileName().resolve("workspace"));
  }

  private List<Approval> pending() {
    return withRuntime(
        runtime ->
            runtime
                .list(
                    new ListApprovals(Owner.LOCAL, ApprovalFilter.pendingOf(session.orElseThrow())))
                .items()
                .stream()
                .map(ApprovalView::approval)
                .toList());
  }

  /** By turns: run it again, take it as done. */
  private void decideAll() {
    for (Approval approval : pending()) {
      assertThat(approval.request().type()).isEqualTo(ApprovalType.RECOVERY);
      String line =
          approval
              .request()
              .details()
              .object("arguments")
              .orElseThrow()
              .string("command")
              .orElseThrow();
      boolean again = decisions++ % 2 == 0;
      words.merge(line, again ? 1 : 0, Integer::sum);
      ApprovalDecision decision =
          again
              ? new ApprovalDecision.Approve()
              : new ApprovalDecision.ApproveWithEdits(
                  JsonObject.builder().put("outcome", "done").build());
      withRuntime(
          runtime ->
              runtime.decide(
                  new DecideApproval(
                      Owner.LOCAL,
                      approval.id(),
                      decision,
                      approval.digest(),
                      new Reviewer("a person", Role.ADMIN),
                      Reach.ONCE)));
    }
  }

  private interface Question<T> {
    T ask(AgentRuntime runtime);
  }

  /** A runtime that only reads and decides. */
  private <T> T withRuntime(Question<T> question) {
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .persistence(open())
            .model(
                (request, deltas) ->
                    new ChatModel.Outcome.Failed(FailureKind.INTERNAL, "this one never runs"))
            .running(new RunnerSettings(LeaseTerms.DEFAULT, s -> false, Optional.empty()))
            .build()) {
      return question.ask(runtime);
    }
  }

  private Persistence open() {
    return JdbiPersistence.open(JdbiSettings.of(DatabaseUrl.parse(database), new UuidV7()));
  }

  /** What must hold in the end. */
  void check() throws IOException {
    SessionId id = session.orElseThrow();
    try (Persistence store = open()) {
      Invariants.check(store, id);
    }
    SessionView view = withRuntime(runtime -> runtime.get(new GetSession(Owner.LOCAL, id)));
    assertThat(view.lastTurn().flatMap(SessionView.LastTurn::outcome))
        .contains(new TurnOutcome.Completed("all done"));
    for (int i = 1; i <= ROUNDS; i++) {
      assertThat(workspace.resolve("file-" + i + ".txt")).hasContent("content " + i);
      Path ran = workspace.resolve("ran-" + i);
      int runs = Files.exists(ran) ? Files.readAllLines(ran).size() : 0;
      assertThat(runs)
          .as("runs of command %d", i)
          .isLessThanOrEqualTo(1 + words.getOrDefault(command(i), 0));
    }
  }
}
