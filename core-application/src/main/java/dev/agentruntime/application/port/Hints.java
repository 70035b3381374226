package dev.agentruntime.application.port;

/**
 * The way of one process to the others over a store. Safe for many threads. Whoever asked a store
 * for it closes it before the store.
 */
public interface Hints extends AutoCloseable {

  /** A process that knows of no other one. */
  Hints NONE =
      new Hints() {
        @Override
        public void send(Hint hint) {}

        @Override
        public void listen() {}

        @Override
        public void close() {}
      };

  /**
   * Tells the other processes, never this one. Returns at once; equal hints that wait to be sent
   * are one.
   *
   * @param hint of what is committed: who is told looks at once
   */
  void send(Hint hint);

  /**
   * From now on this process is told, first of all that anything may have changed. Asked for when
   * somebody here wants to know, since it takes a connection. Returns at once; asked again it does
   * nothing.
   */
  void listen();

  /** Neither tells nor is told any more. What waits to be sent is sent or lost. */
  @Override
  void close();
}
