package dev.agentruntime.cli;

/** How many of something, in words. */
final class Count {

  private Count() {}

  /** With the plural that most words have. */
  static String of(long number, String one) {
    return of(number, one, one + "s");
  }

  static String of(long number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }
}
