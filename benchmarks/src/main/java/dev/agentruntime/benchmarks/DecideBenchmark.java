package dev.agentruntime.benchmarks;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.jdbi.JdbiPersistence;
import dev.agentruntime.jdbi.JdbiSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to decide a request that stands alone, its commit on disk included. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DecideBenchmark {

  private static final Reviewer ANN = new Reviewer("ann", Role.ADMIN);
  private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

  /** The database. */
  @Param({"sqlite", "postgresql"})
  public String database = "";

  private @Nullable EmbeddedPostgres server;
  private @Nullable AgentRuntime runtime;
  private @Nullable DecideApproval decision;

  /** Opens an empty database. */
  @Setup
  public void open() throws IOException {
    ChatModel silent =
        (request, sink) -> {
          throw new IllegalStateException("nobody asks a model here");
        };
    runtime = AgentRuntime.builder().persistence(store()).model(silent).build();
  }

  private Persistence store() throws IOException {
    return JdbiPersistence.open(
        new JdbiSettings(url(), new UuidV7(), () -> Duration.ZERO, LOCK_WAIT));
  }

  private DatabaseUrl url() throws IOException {
    if (database.equals("sqlite")) {
      return new DatabaseUrl.Sqlite(
          Files.createTempDirectory("agent-runtime-benchmarks").resolve("runtime.db"));
    }
    String given = System.getenv("TEST_PG_URL");
    if (given != null) {
      return DatabaseUrl.parse(given);
    }
    EmbeddedPostgres started = EmbeddedPostgres.start();
    server = started;
    return DatabaseUrl.parse(
        "postgresql://postgres:postgres@localhost:" + started.getPort() + "/postgres");
  }

  /** A request that waits. */
  @Setup(Level.Invocation)
  public void ask() {
    AgentRuntime asking = opened();
    ApprovalId id =
        asking.request(
            new RequestApproval(
                Owner.LOCAL,
                Optional.empty(),
                new RequestApproval.Wanted(
                    new ApprovalType("trip"), "to the sea", JsonObject.empty()),
                new Petition(Optional.empty(), Optional.empty(), Optional.empty())));
    Approval asked = asking.get(new GetApproval(Owner.LOCAL, id)).approval();
    decision =
        new DecideApproval(
            Owner.LOCAL, id, new ApprovalDecision.Approve(), asked.digest(), ANN, Reach.ONCE);
  }

  private AgentRuntime opened() {
    AgentRuntime there = runtime;
    if (there == null) {
      throw new IllegalStateException("the database is not open");
    }
    return there;
  }

  /** One decision. */
  @Benchmark
  public Approval decide() {
    DecideApproval next = decision;
    if (next == null) {
      throw new IllegalStateException("there is nothing to decide");
    }
    return opened().decide(next);
  }

  /** Closes the database. */
  @TearDown
  public void close() throws IOException {
    opened().close();
    EmbeddedPostgres started = server;
    if (started != null) {
      started.close();
    }
  }
}
