package dev.agentruntime.bootstrap;

import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.cli.InvalidConfigurationException;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Traces for a runtime, if the environment asks for them; with the runtime, what is left of them is
 * sent.
 */
record Observing(RuntimeObserver observer, Traces sent) implements RuntimeObserver {

  /** Whose kind of interface models are asked by. */
  private static final String PROVIDER = "openai";

  /**
   * Who makes the traces; {@link RuntimeObserver#NONE} where nobody wants them.
   *
   * @throws InvalidConfigurationException if they cannot be sent as the environment says
   */
  static RuntimeObserver traces(Map<String, String> variables, Optional<String> model) {
    List<Problem> problems = new ArrayList<>();
    try (var opened = new Opened()) {
      Traces traces = opened.add(Traces.open(variables, problems), Traces::close);
      if (!problems.isEmpty()) {
        throw new InvalidConfigurationException(problems);
      }
      Optional<RuntimeObserver> observer = traces.observer(PROVIDER, model);
      opened.handOver();
      return observer
          .<RuntimeObserver>map(one -> new Observing(one, traces))
          .orElse(RuntimeObserver.NONE);
    }
  }

  @Override
  public AgentRun begins(AgentStart start) {
    return observer.begins(start);
  }

  @Override
  public void leaseLost(SessionId session) {
    observer.leaseLost(session);
  }

  @Override
  public boolean traces() {
    return observer.traces();
  }

  @Override
  public void close() {
    sent.close();
  }
}
