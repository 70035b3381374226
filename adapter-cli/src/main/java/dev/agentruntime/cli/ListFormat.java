package dev.agentruntime.cli;

import java.util.Locale;
import picocli.CommandLine.Option;

/** The option of commands that list. */
final class ListFormat {

  enum Format {
    TABLE,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      completionCandidates = Words.ListFormats.class,
      description = "table or json. Default: table.")
  private Format format = Format.TABLE;

  boolean isJson() {
    return format == Format.JSON;
  }
}
