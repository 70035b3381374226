package dev.agentruntime.application.query;

import dev.agentruntime.domain.message.Message;
import java.time.Instant;

/**
 * A message with its place.
 *
 * @param position of the event that recorded it; answers to parallel calls stand in the order they
 *     came
 */
public record TranscriptEntry(long position, Instant at, Message message) {}
