package dev.agentruntime.cli;

import dev.agentruntime.domain.text.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a moment as people write it: itself, a day for its beginning in UTC, or how long ago. What
 * is before 1970 is 1970: nothing was recorded then.
 */
record WrittenMoment() implements ITypeConverter<Instant> {

  /** Years of four digits; further away every store has its own limits. */
  private static final Pattern YEAR = Pattern.compile("\\d{4}-.*");

  @Override
  public Instant convert(String text) {
    String written = text.strip();
    return ago(written)
        .or(() -> YEAR.matcher(written).matches() ? told(written) : Optional.empty())
        .map(moment -> moment.isBefore(Instant.EPOCH) ? Instant.EPOCH : moment)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "it takes a moment such as 2026-01-31T09:30:00Z, a day such as 2026-01-31, or"
                        + " how long ago, such as 2h or 7d, not \""
                        + text
                        + "\""));
  }

  private static Optional<Instant> ago(String written) {
    return DurationText.parse(written).filter(Duration::isPositive).map(WrittenMoment::before);
  }

  private static Instant before(Duration duration) {
    try {
      return Instant.now().minus(duration);
    } catch (DateTimeException | ArithmeticException e) {
      return Instant.EPOCH;
    }
  }

  private static Optional<Instant> told(String written) {
    try {
      return Optional.of(
          written.contains("T")
              ? Instant.parse(written)
              : LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
