package dev.agentruntime.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a command finds around itself.
 *
 * @param terminal whether standard input and standard error are a terminal, so that a person can be
 *     asked
 * @param folder where relative paths start
 */
public record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    BooleanSupplier terminal,
    Map<String, String> environment,
    Path folder) {

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Says something to the user, where results never go. Anything in it is made harmless. */
  void tell(String text) {
    err.println(VisibleText.of(text));
    err.flush();
  }

  /** Tells where the program broke, for a report of the defect. */
  void tellDefect(Throwable defect) {
    var trace = new StringWriter();
    defect.printStackTrace(new PrintWriter(trace));
    tell(trace.toString());
  }
}
