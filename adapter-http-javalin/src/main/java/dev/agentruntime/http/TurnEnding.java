package dev.agentruntime.http;

import dev.agentruntime.application.event.StreamEntry;
import dev.agentruntime.domain.session.SessionEvent;

/**
 * Ends the stream of a turn: when the turn is over, or when it waits and nothing says that it went
 * on.
 */
final class TurnEnding implements SessionEvents.Ending {

  private boolean waits;
  private boolean live;

  @Override
  public boolean isOver(StreamEntry entry, boolean quiet) {
    switch (entry) {
      case StreamEntry.Live now -> live = true;
      case StreamEntry.Recorded recorded -> {
        switch (recorded.event().event()) {
          case SessionEvent.TurnEnded ended -> {
            return true;
          }
          case SessionEvent.TurnWaiting waiting -> waits = true;
          case SessionEvent.TurnRunning running -> waits = false;
          default -> {}
        }
      }
      default -> {}
    }
    return waits && live && quiet;
  }
}
