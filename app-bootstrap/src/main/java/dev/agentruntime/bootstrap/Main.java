package dev.agentruntime.bootstrap;

/** Where the program starts. */
public final class Main {
  private Main() {}

  /** Runs one command; exit status 2 means that there is no such command. */
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals("--version")) {
      System.out.println("agent-runtime " + version());
    } else {
      System.err.println("usage: agent-runtime --version");
      System.exit(2);
    }
  }

  private static String version() {
    String packaged = Main.class.getPackage().getImplementationVersion();
    return packaged == null ? "(not packaged)" : packaged;
  }
}
