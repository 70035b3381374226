package dev.agentruntime.workspace;

import java.util.Locale;

/** How well the tools of a workspace are kept inside of it, by the operating system. */
enum Confinement {
  /** Tried against hostile links and changes; commands can have a sandbox. */
  FULL,
  /** Files are opened in the same way, which nobody has attacked there; there is no sandbox. */
  WEAKER,
  /** Java opens files by their whole path there, and whoever changes a folder leads them out. */
  NONE;

  /**
   * That of a system.
   *
   * @param name as the property {@code os.name} has it
   */
  static Confinement on(String name) {
    String system = name.toLowerCase(Locale.ROOT);
    if (system.startsWith("windows")) {
      return NONE;
    }
    return system.equals("linux") ? FULL : WEAKER;
  }
}
