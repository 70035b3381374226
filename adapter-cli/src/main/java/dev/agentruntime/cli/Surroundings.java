package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command finds around itself.
 *
 * @param folder where relative paths start
 */
public record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Terminals terminals,
    Map<String, String> environment,
    Path folder) {

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Whether a person can be asked: what is typed and what is shown is at a terminal. */
  boolean isAttended() {
    return terminals.has(Terminals.Stream.IN) && terminals.has(Terminals.Stream.ERR);
  }

  /** The same where nobody can be asked. */
  Surroundings unattended() {
    return new Surroundings(in, out, err, new Unattended(terminals), environment, folder);
  }

  /** The same with other streams. */
  Surroundings writingTo(PrintStream results, PrintStream rest) {
    return new Surroundings(in, results, rest, terminals, environment, folder);
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
