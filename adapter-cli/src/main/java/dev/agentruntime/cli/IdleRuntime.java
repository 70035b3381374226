package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.webhook.Webhooks;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Opens a runtime for commands that look and decide: it runs no session. */
final class IdleRuntime {

  private static final ChatModel NONE =
      (request, deltas) -> {
        throw new IllegalStateException("this command runs no session");
      };

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  IdleRuntime(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** Reads the configuration. */
  RuntimeFactory.Prepared prepare(List<RuntimeFactory.Flag> flags) {
    return factory.prepare(flags);
  }

  /**
   * Does the work on an open runtime and closes it; the work says how the command ends. A database
   * that is not there is not made: where nothing was, there is nothing to look at.
   */
  int use(CommonOptions options, ToIntFunction<AgentRuntime> work) {
    return use(prepare(options.flags()), work);
  }

  /** The same with a configuration that is read already. */
  int use(RuntimeFactory.Prepared prepared, ToIntFunction<AgentRuntime> work) {
    return use(prepared, false, work);
  }

  /**
   * The same for work that can be the first.
   *
   * @param first whether it is: then a database that is not there is made
   */
  int use(CommonOptions options, boolean first, ToIntFunction<AgentRuntime> work) {
    return use(prepare(options.flags()), first, work);
  }

  private static int use(
      RuntimeFactory.Prepared prepared, boolean makes, ToIntFunction<AgentRuntime> work) {
    var opening = new RuntimeFactory.Opening(NONE, session -> false, Map.of(), makes);
    try (AgentRuntime runtime = prepared.open(opening)) {
      return work.applyAsInt(runtime);
    }
  }

  /**
   * Does something to the webhooks of the store.
   *
   * @param first whether it can be the first thing that is done; then a database is made
   */
  int webhooks(List<RuntimeFactory.Flag> flags, boolean first, ToIntFunction<Webhooks> work) {
    return prepare(flags).webhooks(first, work);
  }

  /** Writes a result, where results go. */
  void print(String line) {
    surroundings.out().println(line);
  }
}
