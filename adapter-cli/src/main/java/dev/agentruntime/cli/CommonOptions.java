package dev.agentruntime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every command that opens a store. */
final class CommonOptions {

  @Option(
      names = "--db",
      paramLabel = "URL",
      description = "The database: sqlite:PATH or postgresql://USER:PASSWORD@HOST/NAME.")
  Optional<String> database = Optional.empty();

  List<RuntimeFactory.Flag> flags() {
    var flags = new ArrayList<RuntimeFactory.Flag>();
    add(flags, SettingNames.DATABASE, database, "--db");
    return flags;
  }

  NextCommands next() {
    return new NextCommands(database);
  }

  static void add(List<RuntimeFactory.Flag> flags, String setting, Optional<?> value, String flag) {
    value.ifPresent(given -> flags.add(new RuntimeFactory.Flag(setting, given.toString(), flag)));
  }
}
