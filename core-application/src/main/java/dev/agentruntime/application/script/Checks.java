package dev.agentruntime.application.script;

import dev.agentruntime.application.approval.LinearPatterns;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import java.util.List;

/**
 * What has to hold when a script was played.
 *
 * @param exit the exit status
 * @param answer of the last turn
 * @param events how many of a type
 * @param order events that come in this order, others between them or not
 */
public record Checks(
    int exit,
    List<TextCheck> answer,
    List<FileCheck> files,
    List<EventCount> events,
    List<EventPattern> order) {

  public Checks {
    answer = List.copyOf(answer);
    files = List.copyOf(files);
    events = List.copyOf(events);
    order = List.copyOf(order);
  }

  /** What a text has to be. */
  public sealed interface TextCheck {

    /** Whether it is that. */
    boolean holds(String text);

    /** It is this. */
    record Equal(String text) implements TextCheck {
      @Override
      public boolean holds(String found) {
        return found.equals(text);
      }
    }

    /** This is in it. */
    record Contains(String text) implements TextCheck {
      @Override
      public boolean holds(String found) {
        return found.contains(text);
      }
    }

    /** This is not in it. */
    record Lacks(String text) implements TextCheck {
      @Override
      public boolean holds(String found) {
        return !found.contains(text);
      }
    }

    /** A linear pattern matches somewhere in it. */
    record Matches(String pattern) implements TextCheck {
      @Override
      public boolean holds(String found) {
        return LinearPatterns.finder(pattern).test(found);
      }
    }
  }

  /**
   * What a file has to be.
   *
   * @param path below the workspace
   */
  public record FileCheck(String path, Wanted wanted) {

    /** What it has to be. */
    public sealed interface Wanted {

      /** There is one. */
      record Exists() implements Wanted {}

      /** There is nothing of that name. */
      record Absent() implements Wanted {}

      /** There is one with such a text. */
      record Text(TextCheck check) implements Wanted {}

      /** There is one with these bytes. */
      record Bytes(Digest digest) implements Wanted {}
    }
  }

  /** How often an event of a type is recorded; bounds included. */
  public record EventCount(String type, long atLeast, long atMost) {

    static final long UNBOUNDED = Long.MAX_VALUE;

    /** The bounds in words. */
    public String bounds() {
      if (atLeast == atMost) {
        return Long.toString(atLeast);
      }
      return atMost == UNBOUNDED ? "at least " + atLeast : atLeast + " to " + atMost;
    }
  }

  /**
   * An event.
   *
   * @param data members that its recorded form has to have, among others; objects in it are
   *     compared in the same way
   */
  public record EventPattern(String type, JsonObject data) {}
}
