package dev.agentruntime.cli;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number; anything else is refused in plain words. */
record WholeNumber<N extends Number>(Function<String, N> parse) implements ITypeConverter<N> {

  @Override
  public N convert(String text) {
    try {
      return parse.apply(text.strip());
    } catch (NumberFormatException e) {
      throw new TypeConversionException("it takes a whole number, not \"" + text + "\"");
    }
  }
}
