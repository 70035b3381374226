package dev.agentruntime.cli;

import dev.agentruntime.application.port.Maintenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A database that does as it is told, and remembers what it was asked to do. */
final class FakeMaintenance implements Maintenance {

  Optional<SchemaVersion> schema = Optional.of(new SchemaVersion("5", "9", 4, false));
  List<String> users = List.of();
  Optional<Path> kept = Optional.empty();
  final List<String> done = new ArrayList<>();

  @Override
  public Status status() {
    return new Status(
        "sqlite:runtime.db",
        schema.map(found -> new Tables(found, Map.of("sessions", 3L))),
        4096,
        users);
  }

  @Override
  public void migrate() {
    schema = Optional.of(new SchemaVersion("9", "9", 0, false));
    done.add("migrated");
  }

  @Override
  public Damage damage() {
    return Damage.NONE;
  }

  @Override
  public long backUp(Path file, boolean replacing) {
    done.add("backed up to " + file + (replacing ? ", replacing" : ""));
    return 4096;
  }

  @Override
  public Optional<Path> restore(Path backup) {
    done.add("restored " + backup);
    return kept;
  }
}
