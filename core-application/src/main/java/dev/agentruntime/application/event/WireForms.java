package dev.agentruntime.application.event;

import dev.agentruntime.domain.event.RecordedEvent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The forms of recorded events: one of each for all readers, whether they follow one session or
 * all, hear of it as it happens or read the log. Those used last are kept, up to a number of bytes;
 * what is older is made again for who still asks. Safe for many threads.
 */
final class WireForms {

  private final Map<UUID, Kept> forms = new LinkedHashMap<>(16, 0.75f, true);
  private final long mostBytes;
  private long bytes;

  /** A form, and how much of the bytes it was counted as; none before it is made. */
  private static final class Kept {
    private final MadeOnce form = new MadeOnce();
    private int size;
  }

  WireForms(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The form of an event; nothing is kept for it before somebody needs it. */
  WireForm of(RecordedEvent event) {
    return make -> orMake(event.id(), make);
  }

  private byte[] orMake(UUID event, Supplier<byte[]> make) {
    Kept kept = find(event);
    return kept.form.orMake(() -> counted(event, kept, make.get()));
  }

  private synchronized Kept find(UUID event) {
    return forms.computeIfAbsent(event, id -> new Kept());
  }

  private synchronized byte[] counted(UUID event, Kept kept, byte[] made) {
    if (forms.get(event) == kept) {
      kept.size = made.length;
      bytes += kept.size;
      dropOldest();
    }
    return made;
  }

  /** All but the one used last, which may be larger than all of it is to be. */
  private void dropOldest() {
    Iterator<Kept> oldest = forms.values().iterator();
    while (bytes > mostBytes && forms.size() > 1) {
      bytes -= oldest.next().size;
      oldest.remove();
    }
  }

  /** How many forms are kept. */
  synchronized int count() {
    return forms.size();
  }
}
