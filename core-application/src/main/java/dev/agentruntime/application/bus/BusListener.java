package dev.agentruntime.application.bus;

/** Takes what a subscriber is told. Called by one thread at a time, in order. */
@FunctionalInterface
public interface BusListener {

  /**
   * Takes an event. Whatever it throws is counted and logged, and the next event comes all the
   * same; an interrupt means that the bus waits no longer.
   */
  void told(BusEvent event) throws Exception;
}
