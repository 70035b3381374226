package dev.agentruntime.jdbi;

import java.util.Collection;
import java.util.List;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethodsList;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** Long texts. */
interface PayloadRows {

  /** A text under its hash; null where there is none. */
  record Row(String hash, @Nullable String text) {}

  @SqlBatch(
      """
      INSERT INTO payloads (session_id, hash, text) VALUES (:session, :hash, :text)
      ON CONFLICT (hash, session_id) DO NOTHING
      """)
  void insert(
      @Bind("session") String session,
      @Bind("hash") Collection<String> hashes,
      @Bind("text") Collection<String> texts);

  /** A hash that is looked for. */
  record Wanted(String hash) {}

  /**
   * One text for each hash, whichever session it is of: the same hash is the same text. The first
   * one that is found will do, since many sessions may have it.
   */
  @SqlQuery(
      """
      WITH wanted (hash) AS (VALUES <wanted>)
      SELECT w.hash, (SELECT p.text FROM payloads p WHERE p.hash = w.hash LIMIT 1) AS text
      FROM wanted w
      """)
  List<Row> find(@BindMethodsList(methodNames = "hash") Collection<Wanted> wanted);
}
