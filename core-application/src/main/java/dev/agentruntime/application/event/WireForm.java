package dev.agentruntime.application.event;

import java.util.function.Supplier;

/**
 * What an event or a piece is on a wire, made by the first reader that needs it and shared by all
 * of this process. Safe for many threads.
 */
public interface WireForm {

  /**
   * The form; must not be changed.
   *
   * @param make makes it; all readers have to make the same, so nothing of it may depend on the
   *     reader or on the stream
   */
  byte[] orMake(Supplier<byte[]> make);
}
