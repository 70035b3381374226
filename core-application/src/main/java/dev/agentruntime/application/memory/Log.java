package dev.agentruntime.application.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * An append-only list whose versions share their entries: a version sees what was there when it was
 * made. Appending costs the same however long the log is. What a rolled-back version appended is
 * overwritten.
 */
record Log<T>(ArrayList<T> entries, int size) {

  static <T> Log<T> empty() {
    return new Log<>(new ArrayList<>(), 0);
  }

  Log<T> plus(T entry) {
    synchronized (entries) {
      if (entries.size() > size) {
        entries.subList(size, entries.size()).clear();
      }
      entries.add(entry);
    }
    return new Log<>(entries, size + 1);
  }

  List<T> from(int index, int most) {
    synchronized (entries) {
      int start = Math.min(index, size);
      return List.copyOf(entries.subList(start, start + Math.min(size - start, most)));
    }
  }
}
