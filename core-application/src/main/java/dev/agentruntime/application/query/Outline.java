package dev.agentruntime.application.query;

import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A part of the log for those who count: without the long texts that events hold, and with what
 * else they have to know, so that nothing is asked of the store for single events. Each row is read
 * by itself; one that cannot be read keeps nobody from the others.
 *
 * @param until up to where all that is wanted is here, from where to go on
 * @param more whether there may be more behind that already
 */
public record Outline(List<Entry> entries, String until, boolean more) {

  public Outline {
    entries = List.copyOf(entries);
  }

  /** A row. */
  public sealed interface Entry {}

  /**
   * A row that can be read.
   *
   * @param event with some other text in place of each long one
   */
  public record Readable(Owner owner, RecordedEvent event, About about) implements Entry {}

  /**
   * A row that is damaged, or that a newer version of the runtime wrote.
   *
   * @param owner nothing where not even that can be told
   * @param problem for people; holds nothing of what the event tells
   */
  public record Unreadable(Optional<Owner> owner, String session, long position, String problem)
      implements Entry {}

  /**
   * What an event is about.
   *
   * @param agent who is at work once it happened
   */
  public record About(String agent, Optional<Call> call, Optional<Asked> asked) {}

  /**
   * A tool call.
   *
   * @param tool by the name that the model gave
   * @param proposed whether the policy was asked about it, and so there is a tool of that name
   */
  public record Call(String tool, boolean proposed) {}

  /** A request to people. */
  public record Asked(ApprovalType type, Instant at) {}

  /** Those that can be read. */
  public List<Readable> readable() {
    return entries.stream().filter(Readable.class::isInstance).map(Readable.class::cast).toList();
  }

  /** Those that cannot. */
  public List<Unreadable> unreadable() {
    return entries.stream()
        .filter(Unreadable.class::isInstance)
        .map(Unreadable.class::cast)
        .toList();
  }
}
