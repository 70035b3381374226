package dev.agentruntime.application.bus;

import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Something that an embedder tells subscribers, and that is recorded nowhere. No notice can be
 * taken for a recorded event: the first word of its type is none of theirs.
 *
 * @param type 2 to 8 words of a-z, 0-9, _ and -, with dots between them
 */
public record Notice(
    UUID id, String type, Origin origin, About about, JsonObject data, Map<String, String> metadata)
    implements BusEvent {

  private static final String WORDS = "[a-z][a-z0-9_-]{0,63}(\\.[a-z0-9_-]{1,64})";
  private static final Pattern SHAPE = Pattern.compile(WORDS + "{1,7}");
  private static final Pattern BEGINNING = Pattern.compile(WORDS + "{0,6}\\.\\*");

  /**
   * Where it is from.
   *
   * @param source the part of the program
   * @param cause the event or command that led to it
   */
  public record Origin(String source, Instant at, Optional<UUID> cause) {
    public Origin {
      Objects.requireNonNull(source);
      Objects.requireNonNull(at);
    }
  }

  /** Whom it concerns; nobody in particular where both are empty. */
  public record About(Optional<Owner> owner, Optional<SessionId> session) {

    /** Everybody. */
    public static final About EVERYBODY = new About(Optional.empty(), Optional.empty());
  }

  public Notice {
    if (!SHAPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "a notice's type is 2 to 8 words with dots between them, such as app.index.built, not "
              + type);
    }
    if (EventTypes.isOfRuntime(type)) {
      throw new IllegalArgumentException(
          "the first word of \"" + type + "\" is one of the runtime's own events; take another");
    }
    Objects.requireNonNull(id);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(about);
    Objects.requireNonNull(data);
    metadata = Map.copyOf(metadata);
  }

  /** One that concerns everybody and that nothing led to. */
  public static Notice of(UUID id, String type, String source, Instant at, JsonObject data) {
    return new Notice(
        id, type, new Origin(source, at, Optional.empty()), About.EVERYBODY, data, Map.of());
  }

  Notice withMetadata(Map<String, String> other) {
    return new Notice(id, type, origin, about, data, other);
  }

  /** Whether a text is a type, or the beginning of types with {@code .*} behind it. */
  static boolean isPattern(String text) {
    return SHAPE.matcher(text).matches() || BEGINNING.matcher(text).matches();
  }

  @Override
  public EventCategory category() {
    return EventCategory.SYSTEM;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public Optional<Owner> owner() {
    return about.owner();
  }

  @Override
  public Optional<SessionId> session() {
    return about.session();
  }

  @Override
  public UUID correlation() {
    return id;
  }

  @Override
  public UUID causation() {
    return origin.cause().orElse(id);
  }

  @Override
  public String source() {
    return origin.source();
  }

  @Override
  public Instant at() {
    return origin.at();
  }

  @Override
  public Optional<RecordedEvent> recorded() {
    return Optional.empty();
  }
}
