package dev.agentruntime.simulation;

import java.util.List;

/** Runs as many turns as asked for, or one seed with its whole trace. */
final class SimulationRun {

  private SimulationRun() {}

  /** Takes {@code TURNS [FIRST-SEED [SIDE-BY-SIDE]]} or {@code --seed SEED}. */
  public static void main(String[] arguments) {
    List<String> given = List.of(arguments);
    if (given.size() == 2 && given.getFirst().equals("--seed")) {
      long seed = Long.parseLong(given.getLast());
      Simulations.traced(seed).lines().forEach(System.out::println);
      Simulations.run(seed);
    } else {
      long turns = Long.parseLong(given.getFirst());
      var simulations = new Simulations(given.size() > 1 ? Long.parseLong(given.get(1)) : 1);
      int together = given.size() > 2 ? Integer.parseInt(given.get(2)) : 2;
      System.out.println(simulations.report(Simulations.turns(turns), together));
      if (!simulations.never().isEmpty()) {
        throw new AssertionError("never reached: " + simulations.never());
      }
    }
  }
}
