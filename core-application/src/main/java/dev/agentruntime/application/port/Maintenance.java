package dev.agentruntime.application.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is done to a database as a whole, beside the work in it. Nothing of this makes one. What
 * cannot be done throws a {@link PersistenceException} that says how to mend it, and leaves all as
 * it was.
 */
public interface Maintenance {

  /** How it stands. Changes nothing, and migrates nothing. */
  Status status();

  /**
   * Brings the tables of a database that is there up to date; nothing happens where they are.
   *
   * @throws PersistenceException if they are of a newer version of the runtime, or cannot be
   *     migrated: then they are as they were
   */
  void migrate();

  /** Reads all of it, and tells what the database itself finds wrong. May take long. */
  Damage damage();

  /**
   * Copies all of it as it is at one moment, while others may write. The file is there whole, or
   * not at all.
   *
   * @param replacing whether a file of that name may be replaced
   * @return how many bytes it has
   */
  long backUp(Path file, boolean replacing);

  /**
   * Puts a backup in the place of the database, which nobody may use meanwhile. The backup is
   * checked first, and stays.
   *
   * @return the file in which the database is kept that was there before; empty if none was
   */
  Optional<Path> restore(Path backup);

  /**
   * How a database stands.
   *
   * @param database its address, without credentials
   * @param tables empty where there is no database, or none of the runtime's tables in it
   * @param bytes how much room it takes, as far as that is known
   * @param users who uses it now, in words for people
   */
  record Status(String database, Optional<Tables> tables, long bytes, List<String> users) {
    public Status {
      users = List.copyOf(users);
    }
  }

  /**
   * The tables of a database.
   *
   * @param rows how many of them the larger tables have, in a fixed order
   */
  record Tables(SchemaVersion schema, Map<String, Long> rows) {}

  /**
   * Which version the tables have.
   *
   * @param found that of the database
   * @param known the newest that this version of the runtime knows
   * @param pending how many steps lead to that
   * @param newer whether the database was written by a newer version of the runtime, so that this
   *     one refuses it
   */
  record SchemaVersion(String found, String known, int pending, boolean newer) {}

  /**
   * What a database finds wrong with itself; the first findings of each kind.
   *
   * @param content of pages, indexes and conditions
   * @param references of rows that refer to others which are not there
   */
  record Damage(List<String> content, List<String> references) {

    /** Nothing. */
    public static final Damage NONE = new Damage(List.of(), List.of());

    public Damage {
      content = List.copyOf(content);
      references = List.copyOf(references);
    }
  }
}
