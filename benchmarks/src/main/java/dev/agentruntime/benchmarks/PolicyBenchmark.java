package dev.agentruntime.benchmarks;

import dev.agentruntime.application.approval.PolicyDocument;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/** What one check of a policy of twenty rules takes; no rule but the last is about the request. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PolicyBenchmark {

  private static final int RULES = 20;

  /** What is asked for. */
  @Param({"write_file", "execute_command", "plan"})
  public String kind = "";

  private final ApprovalPolicy policy = PolicyDocument.read(document());

  private static JsonObject document() {
    var rules = new ArrayList<JsonValue>();
    for (int i = 1; i < RULES; i++) {
      rules.add(
          JsonText.readObject(
              """
              {"id":"r%1$d","request_type":"tool","subject_pattern":"tool_%1$d|other_%1$d.*",
               "decision":"%2$s","conditions":{"path_matches":"src/%1$d/.*","size_gt":%1$d}}\
              """
                  .formatted(i, i % 3 == 0 ? "deny" : "ask")));
    }
    rules.add(JsonText.readObject("{\"id\":\"last\",\"decision\":\"allow\"}"));
    return JsonObject.builder().put("rules", new JsonArray(rules)).build();
  }

  private final ApprovalRequest write =
      tool(
          "write_file",
          """
          {"arguments":{"path":"src/a.txt"},"agent":"coder","secret":false,"path":"src/a.txt",
           "paths":["src/a.txt"],"size":100}\
          """);
  private final ApprovalRequest command =
      tool(
          "execute_command",
          """
          {"arguments":{"command":"npm test"},"agent":"coder","secret":false,"command":"npm test"}\
          """);
  private final ApprovalRequest plan =
      new ApprovalRequest(
          new ApprovalType("plan"),
          "a plan",
          JsonText.readObject("{\"total_subtasks\":7}"),
          Optional.empty(),
          List.of());

  private static ApprovalRequest tool(String name, String details) {
    return new ApprovalRequest(
        ApprovalType.TOOL,
        name,
        JsonText.readObject(details),
        Optional.of(new AgentName("coder")),
        List.of());
  }

  /** One check. */
  @Benchmark
  public Verdict check() {
    return policy.evaluate(
        switch (kind) {
          case "plan" -> plan;
          case "write_file" -> write;
          default -> command;
        });
  }
}
