package dev.agentruntime.application.bus;

import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps what the runtime is at in the order of each session: behind the recorded event that led to
 * it, and before what was recorded after it was told. Holds what comes before its cause until the
 * log is told as far as that. Safe for many threads; never waits.
 */
final class Causes {

  private final NoticePost post;
  private final ReentrantLock lock = new ReentrantLock();

  /** Of the sessions that are worked on here, and those of which something waits. */
  private final Map<SessionId, Course> courses = new HashMap<>();

  private int waiting;

  /** How far a session is told. */
  private static final class Course {
    private final Deque<WorkNotice> waiting = new ArrayDeque<>();
    private int loops;

    /** The last position; 0 where nothing of it was told since a loop began. */
    private long told;

    private boolean isOver() {
      return loops == 0 && waiting.isEmpty();
    }
  }

  Causes(NoticePost post) {
    this.post = post;
  }

  /** From now on it matters how far the session is told. */
  void begins(SessionId session) {
    lock.lock();
    try {
      courses.computeIfAbsent(session, id -> new Course()).loops++;
    } finally {
      lock.unlock();
    }
  }

  /** One of those that began it is done with it. */
  void ends(SessionId session) {
    lock.lock();
    try {
      Course course = Objects.requireNonNull(courses.get(session), "it began");
      course.loops--;
      forgetIfOver(session, course);
    } finally {
      lock.unlock();
    }
  }

  private void forgetIfOver(SessionId session, Course course) {
    if (course.isOver()) {
      courses.remove(session);
    }
  }

  /**
   * Takes what a loop tells of its session, between its beginning and its end.
   *
   * @return false if there is no room for it
   */
  boolean take(WorkNotice notice) {
    RecordedEvent cause = notice.place().cause();
    lock.lock();
    try {
      if (!post.hasRoomBeside(waiting)) {
        return false;
      }
      Course course = Objects.requireNonNull(courses.get(cause.session()), "it began");
      if (course.told >= cause.position()) {
        post.add(notice);
      } else if (post.isHeard()) {
        course.waiting.add(notice);
        waiting++;
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The log is told up to there: who follows upon that is next. */
  void told(SessionId session, long position) {
    lock.lock();
    try {
      Course course = courses.get(session);
      if (course != null) {
        course.told = position;
        while (!course.waiting.isEmpty()
            && course.waiting.getFirst().place().cause().position() <= position) {
          post.add(course.waiting.removeFirst());
          waiting--;
        }
        forgetIfOver(session, course);
      }
    } finally {
      lock.unlock();
    }
  }
}
