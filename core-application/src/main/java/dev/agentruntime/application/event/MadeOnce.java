package dev.agentruntime.application.event;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A form that is kept for as long as somebody holds it. */
final class MadeOnce implements WireForm {

  private final ReentrantLock lock = new ReentrantLock();
  private volatile byte @Nullable [] made;

  @Override
  public byte[] orMake(Supplier<byte[]> make) {
    byte[] form = made;
    return form == null ? orMakeAlone(make) : form;
  }

  private byte[] orMakeAlone(Supplier<byte[]> make) {
    lock.lock();
    try {
      byte[] form = made;
      if (form == null) {
        form = make.get();
        made = form;
      }
      return form;
    } finally {
      lock.unlock();
    }
  }
}
