package dev.agentruntime.workspace;

import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.DiffAlgorithmI;
import com.github.difflib.algorithm.DiffAlgorithmListener;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.DeltaType;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the smallest difference only where that cannot take long; else what differs is one
 * block.
 */
final class LineDiff implements DiffAlgorithmI<String> {

  private static final long MAX_WORK = 20_000_000;

  @Override
  public List<Change> computeDiff(
      List<? extends String> old, List<? extends String> fresh, DiffAlgorithmListener listener) {
    int shorter = Math.min(old.size(), fresh.size());
    int head = 0;
    while (head < shorter && old.get(head).equals(fresh.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && old.get(old.size() - 1 - tail).equals(fresh.get(fresh.size() - 1 - tail))) {
      tail++;
    }
    int oldEnd = old.size() - tail;
    int freshEnd = fresh.size() - tail;
    if ((long) (oldEnd - head) * (freshEnd - head) > MAX_WORK) {
      return List.of(change(head, oldEnd, head, freshEnd));
    }
    return joined(new MyersDiffWithLinearSpace<String>().computeDiff(old, fresh, listener));
  }

  /** Joins neighbours, so that what goes is shown before what comes. */
  private static List<Change> joined(List<Change> changes) {
    var joined = new ArrayList<Change>();
    for (Change next : changes) {
      boolean isNeighbour = !joined.isEmpty() && joined.getLast().endOriginal == next.startOriginal;
      Change first = isNeighbour ? joined.removeLast() : next;
      joined.add(
          change(first.startOriginal, next.endOriginal, first.startRevised, next.endRevised));
    }
    return joined;
  }

  private static Change change(int oldStart, int oldEnd, int freshStart, int freshEnd) {
    DeltaType type =
        oldStart == oldEnd
            ? DeltaType.INSERT
            : freshStart == freshEnd ? DeltaType.DELETE : DeltaType.CHANGE;
    return new Change(type, oldStart, oldEnd, freshStart, freshEnd);
  }
}
