import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The program's own commands, beside the servers. */
record Commands(World world, Findings findings) {

  /** What one says, which has to end well. */
  String say(String... arguments) throws IOException {
    var command = new ArrayList<>(world.program());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.redirectError(world.logs().resolve(arguments[0] + ".log").toFile());
    builder.environment().putAll(world.settings("127.0.0.1"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.onExit().join().exitValue();
    findings.require(status == 0, String.join(" ", arguments) + " ended with " + status);
    return said;
  }
}
