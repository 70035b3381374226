package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;

/** Shows a run while it happens, and its result. Called by one thread at a time. */
interface RunOutput {

  /** The session is known; comes first, unless the run fails before. */
  void session(SessionId session);

  /**
   * The session is one that is taken up; comes next, if it is.
   *
   * @param before what happened in it so far, which is not shown again
   */
  default void resumed(List<RecordedEvent> before) {
    // Most need nothing of it.
  }

  /** Something happened; every event once, in order. */
  void event(RecordedEvent event);

  /** A piece of text. */
  void delta(Delta delta);

  /** It is over; comes last, always. */
  void result(RunResult result);

  /** The ways to show a run. */
  enum Format {
    /** The answer on standard output, progress on standard error. */
    TEXT,
    /** One object at the end. */
    JSON,
    /** One object a line for everything that happens. */
    STREAM_JSON;

    /** The output of this kind. */
    RunOutput to(Screen screen) {
      return switch (this) {
        case TEXT -> new TextOutput(screen);
        case JSON -> new JsonOutput(screen.surroundings().out());
        case STREAM_JSON -> new StreamJsonOutput(screen.surroundings().out());
      };
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
