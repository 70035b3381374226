package dev.agentruntime.jdbi;

import java.util.Collection;
import java.util.List;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;

/** Long texts. */
interface PayloadRows {

  /** A text under its hash. */
  record Row(String hash, String text) {}

  @SqlBatch(
      """
      INSERT INTO payloads (session_id, hash, text) VALUES (:session, :hash, :text)
      ON CONFLICT (hash, session_id) DO NOTHING
      """)
  void insert(
      @Bind("session") String session,
      @Bind("hash") Collection<String> hashes,
      @Bind("text") Collection<String> texts);

  /** Each text once, whichever session it is of: the same hash is the same text. */
  @SqlQuery(
      """
      SELECT p.hash, p.text FROM payloads p
      WHERE p.hash IN (<hashes>)
        AND p.session_id = (SELECT MIN(q.session_id) FROM payloads q WHERE q.hash = p.hash)
      """)
  List<Row> find(@BindList("hashes") Collection<String> hashes);
}
