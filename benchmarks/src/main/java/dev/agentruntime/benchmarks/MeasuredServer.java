package dev.agentruntime.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a process of its own, whose memory can be looked at; ended by closing. Linux only.
 */
final class MeasuredServer implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("listening on (http://[^\\s\"]+)");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

  private final Process process;
  private final URI address;

  private MeasuredServer(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /**
   * What a server holds.
   *
   * @param live bytes of its heap that something refers to, after a collection
   * @param resident bytes of the whole process in memory
   */
  record Memory(long live, long resident) {}

  /** Starts a program, and waits for the line in which it says where it listens. */
  static MeasuredServer start(List<String> command, Map<String, String> environment)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    var all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      Matcher found = LISTENING.matcher(line);
      if (found.find()) {
        Thread.ofVirtual().start(() -> drain(said));
        return new MeasuredServer(process, URI.create(found.group(1)));
      }
    }
    throw new IOException("the server did not start:\n" + all);
  }

  /** What a server says later is for nobody, but must not fill the pipe. */
  private static void drain(BufferedReader said) {
    try {
      while (said.read() >= 0) {
        // Thrown away.
      }
    } catch (IOException e) {
      // The process ended.
      return;
    }
  }

  URI address() {
    return address;
  }

  /** Looks after a collection. */
  Memory memory() throws IOException, InterruptedException {
    // The second one takes what the first one freed by finalizers and reference queues.
    run("GC.run");
    long live = number(TOTAL, run("GC.class_histogram"));
    String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
    return new Memory(live, number(RESIDENT, status) * 1024);
  }

  private String run(String request) throws IOException, InterruptedException {
    Path java = Path.of(process.info().command().orElseThrow());
    Process jcmd =
        new ProcessBuilder(
                java.resolveSibling("jcmd").toString(), Long.toString(process.pid()), request)
            .redirectErrorStream(true)
            .start();
    String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException("jcmd " + request + " failed: " + answer);
    }
    return answer;
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException("there is no " + pattern + " in what the JVM or the system says");
    }
    return Long.parseLong(found.group(1));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
