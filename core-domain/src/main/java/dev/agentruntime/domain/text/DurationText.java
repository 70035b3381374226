package dev.agentruntime.domain.text;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 90s}, {@code 1h30m}, {@code 2d}, or ISO 8601. */
public final class DurationText {

  /** Nine digits of days are still far from what a duration can hold. */
  private static final Pattern UNITS =
      Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

  /** What can be written, for whoever wrote something else. */
  public static final String FORMS = "a duration such as 90s, 15m, 1h30m, 2d or PT15M";

  private DurationText() {}

  /** The duration of a text; nothing if it is none, or a negative one. */
  public static Optional<Duration> parse(String text) {
    Matcher units = UNITS.matcher(text);
    Optional<Duration> found =
        !text.isEmpty() && units.matches() ? Optional.of(sum(units)) : iso(text);
    return found.filter(duration -> !duration.isNegative());
  }

  private static Duration sum(Matcher units) {
    return Duration.ofDays(number(units.group(1)))
        .plusHours(number(units.group(2)))
        .plusMinutes(number(units.group(3)))
        .plusSeconds(number(units.group(4)));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static Optional<Duration> iso(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
