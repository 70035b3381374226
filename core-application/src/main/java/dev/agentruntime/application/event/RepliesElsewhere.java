package dev.agentruntime.application.event;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PartialReply;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the replies that other processes make in sessions that are read here, and announces that
 * they are. One look for all readers of a session at a time, on a thread of its own.
 */
final class RepliesElsewhere {

  private static final Logger LOG = LoggerFactory.getLogger(RepliesElsewhere.class);

  /** Of the connections to the store, turns are to have most. */
  private static final int AT_ONCE = 2;

  private static final Duration ANNOUNCED_FOR = SharedReplies.READING;
  private static final long ANNOUNCE_EVERY = Duration.ofSeconds(5).toNanos();

  private final Persistence store;
  private final LeaseOwner self;
  private final Consumer<Hint> others;
  private final Semaphore permits = new Semaphore(AT_ONCE);

  RepliesElsewhere(Persistence store, LeaseOwner self, Consumer<Hint> others) {
    this.store = store;
    this.self = self;
    this.others = others;
  }

  /** Looks soon, after a look that is under way. Never waits. */
  void look(SessionId session, Topic topic) {
    if (topic.asksToLook()) {
      Thread.ofVirtual().name("replies-" + session).start(() -> work(session, topic));
    }
  }

  private void work(SessionId session, Topic topic) {
    boolean more = true;
    while (more) {
      try {
        permits.acquire();
        try {
          lookAt(session, topic);
        } finally {
          permits.release();
        }
      } catch (InterruptedException e) {
        LOG.debug("a look at a reply was interrupted");
      } catch (RuntimeException e) {
        LOG.debug("the reply under way in session {} cannot be read", session, e);
      }
      more = topic.isToLookAgain();
    }
  }

  private void lookAt(SessionId session, Topic topic) {
    PartialReply.Place place = topic.beginLook();
    Optional<PartialReply> written = store.reads().partialReplies().written(session, self, place);
    written.ifPresent(
        reply -> {
          topic.tell(reply);
          if (topic.isToAnnounce(reply.generation(), ANNOUNCE_EVERY)) {
            announce(session);
          }
        });
  }

  private void announce(SessionId session) {
    store.inTransaction(
        work -> {
          work.partialReplies().announce(self.instance(), session, ANNOUNCED_FOR);
          return true;
        });
    others.accept(new Hint.Reading(session));
  }
}
