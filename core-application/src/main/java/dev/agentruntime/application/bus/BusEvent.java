package dev.agentruntime.application.bus;

import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What subscribers get. */
public sealed interface BusEvent permits RecordedBusEvent, RuntimeNotice, Notice {

  /** Unique everywhere. */
  UUID id();

  /** The event's name, in words with dots between them. */
  String type();

  /** What it is about. */
  EventCategory category();

  /** Of the shape of {@link #data()}. */
  int version();

  /** Whose it is; empty for what concerns everybody. */
  Optional<Owner> owner();

  /** The session that it happened in. */
  Optional<SessionId> session();

  /**
   * The turn it belongs to, or the command where there was none; of what the runtime tells of
   * itself the id of its start, and else its own id.
   */
  UUID correlation();

  /** The command or event that led to it; its own id where nothing did. */
  UUID causation();

  /** The part of the program that it is from. */
  String source();

  /** When it happened. */
  Instant at();

  /** What there is to tell, made anew with every call. */
  JsonObject data();

  /** What {@link EventMiddleware} added; nothing of it is recorded. */
  Map<String, String> metadata();

  /** The event as the log holds it, if it does. */
  Optional<RecordedEvent> recorded();
}
