package dev.agentruntime.benchmarks;

import dev.agentruntime.application.approval.PolicyDocument;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it takes to refuse a policy for a pattern that stalls or exhausts other engines. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PatternBenchmark {

  /** The pattern. */
  @Param({"(.*a){12}$", "((a{1,1000}){1,1000})", "((((a{1,100}){1,100}){1,100}){1,100})", "(?=a)b"})
  public String pattern = "";

  /** One refusal. */
  @Benchmark
  public Refusal refuse() {
    JsonObject rule =
        JsonObject.builder()
            .put("id", "r")
            .put("subject_pattern", pattern)
            .put("decision", "deny")
            .build();
    try {
      PolicyDocument.read(JsonObject.builder().put("rules", new JsonArray(List.of(rule))).build());
    } catch (RefusedException e) {
      return e.refusal();
    }
    throw new IllegalStateException("the pattern is taken: " + pattern);
  }
}
