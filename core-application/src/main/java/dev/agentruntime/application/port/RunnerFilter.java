package dev.agentruntime.application.port;

import dev.agentruntime.domain.session.Runner;
import java.util.Set;

/**
 * The sessions that a process can serve, by their runners: those of others are not offered to it.
 *
 * @param any whether it serves sessions that every process may run
 * @param hosts the machines whose sessions it serves
 */
public record RunnerFilter(boolean any, Set<String> hosts) {

  public RunnerFilter {
    hosts = Set.copyOf(hosts);
  }

  /** What a process on that machine can serve. */
  public static RunnerFilter onHost(String host) {
    return new RunnerFilter(true, Set.of(host));
  }

  /** Whether it serves sessions of that runner. */
  public boolean serves(Runner runner) {
    return switch (runner) {
      case Runner.Any unbound -> any;
      case Runner.OnHost bound -> hosts.contains(bound.host());
    };
  }
}
