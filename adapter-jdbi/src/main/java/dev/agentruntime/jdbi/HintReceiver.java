package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Hint;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told of hints; what it throws ends nothing. */
record HintReceiver(Consumer<Hint> receiver) {

  private static final Logger LOG = LoggerFactory.getLogger(HintReceiver.class);

  void tell(Hint hint) {
    try {
      receiver.accept(hint);
    } catch (RuntimeException e) {
      LOG.warn("a hint of another process led to nothing", e);
    }
  }
}
