package dev.agentruntime.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Runs a benchmark and prints what it measured as a table. */
public final class Benchmarks {

  private static final String USAGE =
      "usage: benchmarks/run streams|readers [NUMBER]|clean-up sqlite|postgresql"
          + " ROWS|policy|decide|pattern|bus; streams holds 1000, readers 200";

  private Benchmarks() {}

  /**
   * Runs one.
   *
   * @param args the program, the benchmark, and how many if not as many as usual
   */
  public static void main(String[] args) throws IOException, InterruptedException, SQLException {
    boolean isCleanUp = args.length == 4 && args[1].equals("clean-up");
    if (args.length < 2 || (args.length > 3 && !isCleanUp)) {
      System.err.println(USAGE);
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("agent-runtime-benchmarks");
    Path launcher = Path.of(args[0]);
    int number = args.length > 2 ? Integer.parseInt(args[args.length - 1]) : 0;
    List<String> table =
        switch (args[1]) {
          case "streams" ->
              new StreamsBenchmark(launcher, folder, number == 0 ? 1000 : number).run();
          case "readers" ->
              new ReadersBenchmark(launcher, folder, number == 0 ? 200 : number).run();
          case "clean-up" -> new CleanUpBenchmark(args[2], number).run();
          default -> List.of(USAGE);
        };
    table.forEach(System.out::println);
    // Streams that a server holds for a reader who left may keep threads.
    System.exit(0);
  }
}
