package dev.agentruntime.benchmarks;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.session.Owner;
import java.io.IOException;
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

  /** The database. */
  @Param({"sqlite", "postgresql"})
  public String database = "";

  private @Nullable BenchmarkDatabase opened;
  private @Nullable AgentRuntime runtime;
  private @Nullable DecideApproval decision;

  /** Opens an empty database. */
  @Setup
  public void open() throws IOException {
    BenchmarkDatabase empty = BenchmarkDatabase.open(database);
    opened = empty;
    runtime = BenchmarkDatabase.runtimeOn(empty.url());
  }

  /** A request that waits. */
  @Setup(Level.Invocation)
  public void ask() {
    AgentRuntime asking = runtime();
    Approval asked = DecisionRace.ask(asking);
    decision =
        new DecideApproval(
            Owner.LOCAL,
            asked.id(),
            new ApprovalDecision.Approve(),
            asked.digest(),
            ANN,
            Reach.ONCE);
  }

  private AgentRuntime runtime() {
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
    return runtime().decide(next);
  }

  /** Closes the database. */
  @TearDown
  public void close() throws IOException {
    runtime().close();
    BenchmarkDatabase empty = opened;
    if (empty != null) {
      empty.close();
    }
  }
}
