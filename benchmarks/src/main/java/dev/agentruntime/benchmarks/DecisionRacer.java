package dev.agentruntime.benchmarks;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * One of the processes that decide the same requests at the same time: reads a line for each, with
 * its id and digest, and writes a line with whether its decision was the one that counts.
 */
public final class DecisionRacer {

  static final String WON = "won";
  static final String LOST = "lost";

  private final AgentRuntime runtime;
  private final Reviewer me;

  private DecisionRacer(AgentRuntime runtime, String name) {
    this.runtime = runtime;
    this.me = new Reviewer(name, Role.ADMIN);
  }

  /**
   * Races.
   *
   * @param args the racer's name; the database is in DATABASE_URL
   */
  public static void main(String[] args) throws IOException {
    try (AgentRuntime runtime = BenchmarkDatabase.runtimeOn(System.getenv("DATABASE_URL"));
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      var racer = new DecisionRacer(runtime, args[0]);
      System.out.println("ready");
      String line = lines.readLine();
      while (line != null) {
        System.out.println(racer.decide(line));
        line = lines.readLine();
      }
    }
  }

  private String decide(String line) {
    String[] request = line.split(" ", 2);
    try {
      runtime.decide(
          new DecideApproval(
              Owner.LOCAL,
              ApprovalId.parse(request[0]),
              new ApprovalDecision.Reject("by " + me.name()),
              new Digest(request[1]),
              me,
              Reach.ONCE));
      return WON;
    } catch (RefusedException e) {
      if (e.refusal() instanceof Refusal.AlreadyDecided) {
        return LOST;
      }
      throw e;
    }
  }
}
