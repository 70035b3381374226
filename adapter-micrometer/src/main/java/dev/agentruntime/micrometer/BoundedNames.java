package dev.agentruntime.micrometer;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that may stand in a label, of those that others choose: the first so many different
 * ones that look like names. All else is {@value #OTHER}, so that nobody can make the store of
 * meters grow, or say something in it. Safe for many threads.
 */
final class BoundedNames {

  /** Stands for every further name. */
  static final String OTHER = "other";

  /** Stands for a name that is not known. */
  static final String UNKNOWN = "unknown";

  /** No blank, no quote, no slash; models have names such as {@code llama3.1:8b-instruct@q4}. */
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,63}");

  /** What ids begin with, in whichever place they stand. */
  private static final Pattern ID = Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?");

  private final int most;
  private final Set<String> taken = new HashSet<>();

  BoundedNames(int most) {
    this.most = most;
  }

  /** The label of a name; of a path its last part, as servers name models by their files. */
  String labelOf(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    return SHAPE.matcher(last).matches() && !ID.matcher(last).find() && takes(last) ? last : OTHER;
  }

  private synchronized boolean takes(String name) {
    return taken.contains(name) || (taken.size() < most && taken.add(name));
  }
}
