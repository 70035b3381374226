package dev.agentruntime.domain.approval;

import static java.util.stream.Collectors.toSet;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.text.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One condition of a rule on one detail of a request.
 *
 * <p>On a list of values an allowing rule needs all of them to hold, every other rule needs one: a
 * list can never smuggle a value past a stricter rule.
 *
 * @param detail a member's name, or a path of names joined by dots
 */
public record Condition(String detail, Test test) {

  /** Whether a condition holds. */
  public enum Truth {
    /** It does. */
    YES,
    /** It does not. */
    NO,
    /** The detail is missing or of another type than the test is about. */
    UNKNOWN
  }

  Truth on(Evidence evidence, Ruling ruling) {
    JsonObject details = evidence.request().details();
    if (isAmbiguous(details)) {
      return Truth.UNKNOWN;
    }
    Optional<JsonValue> found = find(details);
    if (test instanceof Test.Exists exists) {
      return truth(found.isPresent() == exists.expected());
    }
    return found.map(value -> judge(value, ruling, evidence)).orElse(Truth.UNKNOWN);
  }

  /**
   * The part of the value that settles it: an item of a list, or one of several commands of a line;
   * nothing where it is the value as a whole, or no part of it alone.
   */
  Optional<JsonValue> part(Evidence evidence, Ruling ruling) {
    return find(evidence.request().details()).flatMap(value -> part(value, ruling, evidence));
  }

  private Optional<JsonValue> part(JsonValue value, Ruling ruling, Evidence evidence) {
    if (value instanceof JsonArray list && !test.isAboutLists()) {
      Truth settling = settling(ruling);
      return list.items().stream()
          .filter(item -> test.on(item, ruling, evidence) == settling)
          .findFirst();
    }
    return test.part(value, ruling, evidence);
  }

  /** What one item has to be to settle it, whatever the others are. */
  private static Truth settling(Ruling ruling) {
    return ruling == Ruling.ALLOW ? Truth.NO : Truth.YES;
  }

  private Truth judge(JsonValue value, Ruling ruling, Evidence evidence) {
    if (!(value instanceof JsonArray list) || test.isAboutLists()) {
      return test.on(value, ruling, evidence);
    }
    Set<Truth> truths =
        list.items().stream().map(item -> test.on(item, ruling, evidence)).collect(toSet());
    // One item settles it, whatever the others are: a stray one cannot turn a denial into a
    // question.
    Truth settling = settling(ruling);
    if (truths.contains(settling)) {
      return settling;
    }
    return truths.size() == 1 ? truths.iterator().next() : Truth.UNKNOWN;
  }

  /** A member whose name has a dot must not hide the one that the path leads to. */
  private boolean isAmbiguous(JsonObject details) {
    Optional<JsonValue> top = details.get(detail);
    Optional<JsonValue> below = descend(details, detail);
    return top.isPresent() && below.isPresent() && !top.equals(below);
  }

  Optional<JsonValue> find(JsonObject details) {
    Optional<JsonValue> top = details.get(detail);
    return top.isPresent() ? top : descend(details, detail);
  }

  private static Optional<JsonValue> descend(JsonObject object, String path) {
    int dot = path.indexOf('.');
    return dot < 0
        ? object.get(path)
        : object.object(path.substring(0, dot)).flatMap(o -> descend(o, path.substring(dot + 1)));
  }

  static Truth truth(boolean holds) {
    return holds ? Truth.YES : Truth.NO;
  }

  /** What is asked of the detail. */
  public sealed interface Test
      permits CommandCheck,
          Test.Compares,
          Test.Lasts,
          Test.Equals,
          Test.In,
          Test.Contains,
          Test.Matches,
          Test.Exists {

    /**
     * Whether the value passes, if the test can say; about commands it depends on the ruling.
     *
     * @param evidence what is known of the request that has the value
     */
    Truth on(JsonValue value, Ruling ruling, Evidence evidence);

    /** The part of one value that settles it, if it has parts. */
    default Optional<JsonValue> part(JsonValue value, Ruling ruling, Evidence evidence) {
      return Optional.empty();
    }

    /** Whether the test looks at a list as a whole rather than at its items. */
    default boolean isAboutLists() {
      return false;
    }

    /** A comparison of numbers. */
    record Compares(Comparison comparison, double operand) implements Test {
      public Compares {
        operand = new JsonNumber(operand).value();
      }

      @Override
      public Truth on(JsonValue value, Ruling ruling, Evidence evidence) {
        return value instanceof JsonNumber number
            ? truth(comparison.holds(Double.compare(number.value(), operand)))
            : Truth.UNKNOWN;
      }
    }

    /** A comparison of durations; a number says nothing of its unit, so it is none. */
    record Lasts(Comparison comparison, Duration operand) implements Test {
      @Override
      public Truth on(JsonValue value, Ruling ruling, Evidence evidence) {
        return value instanceof JsonString text
            ? DurationText.parse(text.value())
                .map(duration -> truth(comparison.holds(duration.compareTo(operand))))
                .orElse(Truth.UNKNOWN)
            : Truth.UNKNOWN;
      }
    }

    /** Equality by content. */
    record Equals(JsonValue operand, boolean expected) implements Test {
      @Override
      public Truth on(JsonValue value, Ruling ruling, Evidence evidence) {
        return value.getClass() == operand.getClass()
            ? truth(value.equals(operand) == expected)
            : Truth.UNKNOWN;
      }

      @Override
      public boolean isAboutLists() {
        return operand instanceof JsonArray;
      }
    }

    /** Membership in a list. */
    record In(List<JsonValue> operands) implements Test {
      public In {
        operands = List.copyOf(operands);
      }

      @Override
      public Truth on(JsonValue value, Ruling ruling, Evidence evidence) {
        return operands.stream().anyMatch(o -> o.getClass() == value.getClass())
            ? truth(operands.contains(value))
            : Truth.UNKNOWN;
      }
    }

    /** A part of a text, or an item of a list. */
    record Contains(JsonValue operand) implements Test {
      @Override
      public Truth on(JsonValue value, Ruling ruling, Evidence evidence) {
        return switch (value) {
          case JsonArray list -> truth(list.items().contains(operand));
          case JsonString text when operand instanceof JsonString part ->
              truth(text.value().contains(part.value()));
          default -> Truth.UNKNOWN;
        };
      }

      @Override
      public boolean isAboutLists() {
        return true;
      }
    }

    /** A pattern on a whole text. */
    record Matches(TextPattern pattern) implements Test {
      @Override
      public Truth on(JsonValue value, Ruling ruling, Evidence evidence) {
        return value instanceof JsonString text && text.value().length() <= TextPattern.MAX_TEXT
            ? truth(pattern.matches(text.value()))
            : Truth.UNKNOWN;
      }
    }

    /** Presence. */
    record Exists(boolean expected) implements Test {
      @Override
      public Truth on(JsonValue value, Ruling ruling, Evidence evidence) {
        return truth(expected);
      }

      @Override
      public boolean isAboutLists() {
        return true;
      }
    }
  }

  /** An order relation. */
  public enum Comparison {
    /** Greater than. */
    GT(order -> order > 0),
    /** Greater than or equal. */
    GTE(order -> order >= 0),
    /** Less than. */
    LT(order -> order < 0),
    /** Less than or equal. */
    LTE(order -> order <= 0);

    private final Predicate<Integer> relation;

    Comparison(Predicate<Integer> relation) {
      this.relation = relation;
    }

    boolean holds(int order) {
      return relation.test(order);
    }
  }
}
