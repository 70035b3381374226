package dev.agentruntime.workspace;

import dev.agentruntime.workspace.Hunk.Kind;
import dev.agentruntime.workspace.HunkLocator.Place;
import dev.agentruntime.workspace.HunkLocator.Tolerance;
import dev.agentruntime.workspace.PatchableText.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Applies the hunks of one file. Lines that stay keep their bytes, also where the diff has other
 * white space; lines that come in end as their neighbours do.
 */
final class PatchedText {

  private final String file;
  private final PatchableText old;
  private final List<Line> lines = new ArrayList<>();
  private int copied;

  private PatchedText(String file, PatchableText old) {
    this.file = file;
    this.old = old;
  }

  private record Located(Hunk hunk, Place place) {}

  /**
   * The bytes with all hunks applied.
   *
   * @param file how messages call it
   */
  static byte[] apply(String file, byte[] bytes, List<Hunk> hunks) throws ToolFailedException {
    PatchableText text = PatchableText.of(bytes);
    try {
      return apply(file, text, hunks);
    } catch (ToolFailedException e) {
      if (text.isUtf8()) {
        throw e;
      }
      return applyAsUtf8(file, text, hunks, e);
    }
  }

  /**
   * One stray byte makes a file no UTF-8; whoever does not know of it writes UTF-8 all the same.
   */
  private static byte[] applyAsUtf8(
      String file, PatchableText text, List<Hunk> hunks, ToolFailedException first)
      throws ToolFailedException {
    try {
      return apply(file, new PatchableText(text.mark(), true, text.lines()), hunks);
    } catch (ToolFailedException e) {
      throw first;
    }
  }

  private static byte[] apply(String file, PatchableText old, List<Hunk> hunks)
      throws ToolFailedException {
    var locator = new HunkLocator(file, old);
    var located = new ArrayList<Located>();
    for (Hunk hunk : hunks) {
      located.add(new Located(hunk, locator.locate(hunk)));
    }
    located.sort(Comparator.comparingInt(each -> each.place().start()));
    var patched = new PatchedText(file, old);
    for (Located each : located) {
      patched.take(each.hunk(), each.place());
    }
    patched.copyUntil(old.lines().size());
    if (!located.isEmpty()) {
      patched.end(located.getLast());
    }
    return new PatchableText(old.mark(), old.isUtf8(), patched.lines).bytes();
  }

  private void copyUntil(int index) {
    lines.addAll(old.lines().subList(copied, index));
    copied = index;
  }

  private void take(Hunk hunk, Place place) throws ToolFailedException {
    if (place.start() < copied) {
      throw new ToolFailedException(
          file + ", " + hunk + " overlaps the hunk before it; join them into one");
    }
    copyUntil(place.start());
    Indentation indentation = Indentation.of(hunk, old.lines().subList(place.start(), place.end()));
    for (Hunk.Line line : hunk.lines()) {
      if (line.kind() == Kind.CONTEXT) {
        copyUntil(copied + 1);
      } else if (line.kind() == Kind.REMOVED) {
        copied++;
      } else {
        String text = carried(hunk, line);
        lines.add(
            new Line(
                place.tolerance() == Tolerance.WHITE_SPACE ? indentation.asInFile(text) : text,
                old.endingAt(copied)));
      }
    }
  }

  private String carried(Hunk hunk, Hunk.Line line) throws ToolFailedException {
    String carried = old.carried(line.text());
    if (!PatchableText.isCarried(carried)) {
      throw new ToolFailedException(
          "%s, %s adds characters that the file's encoding (ISO-8859-1, it seems) does not have"
              .formatted(file, hunk));
    }
    return carried;
  }

  /** Puts the ends of lines right where the last hunk reached the end of the file. */
  private void end(Located last) {
    for (int i = 0; i < lines.size() - 1; i++) {
      if (lines.get(i).end().isEmpty()) {
        lines.set(i, lines.get(i).endingIn(old.endingAt(old.lines().size())));
      }
    }
    if (!lines.isEmpty() && last.place().end() == old.lines().size()) {
      String end = isEnded(last.hunk()) ? old.endingAt(old.lines().size()) : "";
      lines.set(lines.size() - 1, lines.getLast().endingIn(end));
    }
  }

  /** A diff that says nothing of the last newline leaves it as it was: models forget the mark. */
  private boolean isEnded(Hunk hunk) {
    if (isUnended(hunk, Kind.REMOVED)) {
      return false;
    }
    return isUnended(hunk, Kind.ADDED) || old.isEnded();
  }

  private static boolean isUnended(Hunk hunk, Kind without) {
    List<Hunk.Line> side = hunk.lines().stream().filter(line -> line.kind() != without).toList();
    return !side.isEmpty() && side.getLast().unended();
  }
}
