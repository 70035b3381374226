package dev.agentruntime.cli;

import picocli.CommandLine.Option;

/** Options of the commands that show a session at work. */
final class TerminalOptions {

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      completionCandidates = Words.Colouring.class,
      description =
          "auto, always, never. Default: auto, which is on a terminal unless NO_COLOR or CI is set"
              + " or TERM is dumb.")
  private Colours colours = Colours.AUTO;

  @Option(
      names = "--no-input",
      description =
          "Never ask, as if there were no terminal: approvals and questions wait for an answer.")
  private boolean noInput;

  Screen screen(Surroundings surroundings) {
    return Screen.of(noInput ? surroundings.unattended() : surroundings, colours);
  }

  boolean noInput() {
    return noInput;
  }
}
