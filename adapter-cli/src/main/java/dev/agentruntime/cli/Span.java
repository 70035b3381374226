package dev.agentruntime.cli;

import dev.agentruntime.domain.text.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration as people write it. */
record Span() implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    return DurationText.parse(text.strip())
        .filter(Duration::isPositive)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "it takes " + DurationText.FORMS + ", not \"" + text + "\""));
  }
}
